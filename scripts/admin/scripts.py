"""Scripts in the admin: how recognition went, never what was said."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from opickme.errors import DomainError
from opickme.staff.filters import DayFilter, RelatedFilter
from opickme.staff.lists import FastList
from opickme.staff.people import PeopleSearch
from opickme.staff.readonly import ReadOnly
from scripts.models import Script
from scripts.services.recognition import retry_script
from scripts.templatetags.script_words import FAILURES, clock, failure

AT_ONCE = 200
"""So many recognitions one action queues."""
SAID = ("text", "words", "peaks", "question_text")
"""What is never read here: it is the learner's, and heavy."""


class ReasonFilter(admin.SimpleListFilter):
    """By the reason of a failure, among the failed alone: their state has an index, the reason has none."""

    title = _("reason of the failure")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code) for code in FAILURES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Script]) -> QuerySet[Script]:
        return queryset.filter(state=Script.State.FAILED, error=self.value()) if self.value() else queryset


@admin.register(Script)
class ScriptAdmin(PeopleSearch, FastList, ReadOnly, admin.ModelAdmin[Script]):
    """Staff see how recognition went, never change or hear what a learner said."""

    list_display = ["id", "created_at", "state", "why", "learner", "topic", "level", "length"]
    list_filter = ["state", ReasonFilter, ("created_at", DayFilter)]
    list_filter += [("learner", RelatedFilter), ("question", RelatedFilter)]
    list_select_related = ["learner", "question__topic"]
    ordering = ["-created_at", "-id"]
    sortable_by = ["created_at"]
    actions = ["recognise_again"]
    fields = ["id", "learner", "question", "state", "reason", "attempt", "engine", "length", "incomplete"]
    fields += ["feedback_count", "created_at", "updated_at"]
    readonly_fields = [*fields, "asked"]
    change_form_template = "admin/scripts/script/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Script]:
        return super().get_queryset(request).defer(*SAID)

    def get_fields(self, request: HttpRequest, obj: Script | None = None) -> list[str]:
        """A link to the question is for those alone who may see it there."""
        if request.user.has_perm("scripts.view_question"):
            return self.fields
        return ["asked" if name == "question" else name for name in self.fields]

    @admin.display(description=_("question"))
    def asked(self, script: Script) -> str:
        return str(script.question)

    @admin.display(description=_("reason of the failure"))
    def reason(self, script: Script) -> str:
        return f"{script.error}: {failure(script.error)}" if script.error else ""

    @admin.display(description=_("reason of the failure"), empty_value="")
    def why(self, script: Script) -> str:
        return script.error

    @admin.display(description=_("topic"))
    def topic(self, script: Script) -> str:
        return script.question.topic.name

    @admin.display(description=_("level"))
    def level(self, script: Script) -> str:
        return script.question.level

    @admin.display(description=_("length"))
    def length(self, script: Script) -> str:
        return clock(script.duration) if script.duration else ""

    # --- recognised again ----------------------------------------------------------------------------------------
    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("scripts.retry_script")

    @admin.action(description=_("Recognise again"), permissions=["retry"])
    def recognise_again(self, request: HttpRequest, queryset: QuerySet[Script]) -> None:
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
        refused: dict[str, int] = {}
        for script in Script.objects.filter(pk__in=chosen[:AT_ONCE]).only("learner_id", "state"):
            if reason := self._retry(request, script):
                refused[reason] = refused.get(reason, 0) + 1
        self._say(request, queued=len(chosen[:AT_ONCE]) - sum(refused.values()), refused=refused)
        if len(chosen) > AT_ONCE:
            sentence = _("One action queues %(n)s scripts at most: please choose the others again.") % {"n": AT_ONCE}
            self.message_user(request, sentence, messages.WARNING)

    def _retry(self, request: HttpRequest, script: Script) -> str:
        """Queue it; return why it cannot be, or nothing."""
        try:
            with transaction.atomic():
                retry_script(script=script)
                self.log_change(request, script, [{"changed": {"fields": ["state: pending"]}}])
        except DomainError as error:
            return str(error.message)
        return ""

    def _say(self, request: HttpRequest, *, queued: int, refused: dict[str, int]) -> None:
        if queued:
            sentence = ngettext(
                "%(n)s script will be recognised again.", "%(n)s scripts will be recognised again.", queued
            )
            self.message_user(request, sentence % {"n": queued}, messages.SUCCESS)
        for reason, n in refused.items():
            sentence = ngettext("%(n)s script could not be: %(why)s", "%(n)s scripts could not be: %(why)s", n)
            self.message_user(request, sentence % {"n": n, "why": reason}, messages.WARNING)

    def get_urls(self) -> list[Any]:
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [path("<int:pk>/retry/", retry, name="scripts_script_retry"), *super().get_urls()]

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have this one script recognised again."""
        script = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (self.has_view_permission(request, script) and self.has_retry_permission(request)):
            return HttpResponse(status=403)
        reason = self._retry(request, script)
        self._say(request, queued=int(not reason), refused={reason: 1} if reason else {})
        return redirect("admin:scripts_script_change", pk)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        script = kwargs.get("obj")
        failed = script is not None and script.state == Script.State.FAILED
        context["may_retry"] = failed and self.has_retry_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)
