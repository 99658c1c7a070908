"""The list of consults and the page of each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consults.admin import desk
from consults.admin.timeline import steps
from consults.models import HEAVY, Consult
from opickme.staff.figures import span
from opickme.staff.filters import DayFilter, RelatedFilter
from opickme.staff.lists import FastList
from opickme.staff.people import PeopleSearch
from opickme.staff.readonly import ReadOnly


class NowFilter(admin.SimpleListFilter):
    """What is under way this moment."""

    title = _("now")
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("waiting")),
            ("call", _("taken or in the call")),
            ("unfinished", _("over, feedback not yet stored")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "waiting":
            return queryset.waiting()
        if self.value() == "call":
            return queryset.filter(state__in=[Consult.State.MATCHED, Consult.State.IN_PROGRESS])
        return queryset.unfinished() if self.value() == "unfinished" else queryset


class TakenFilter(admin.SimpleListFilter):
    """Whether an instructor took it."""

    title = _("taken")
    parameter_name = "taken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("taken")), ("no", _("never taken"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Consult]) -> QuerySet[Consult]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(claimed_at__isnull=self.value() == "no")


@admin.register(Consult)
class ConsultAdmin(PeopleSearch, FastList, ReadOnly, admin.ModelAdmin[Consult]):
    """Who asked whom, when, and how it went."""

    people = ("learner", "instructor")
    list_display = ["requested_at", "state", "learner", "instructor", "waited", "talked", "ended_reason"]
    list_filter = [NowFilter, ("learner", RelatedFilter), ("instructor", RelatedFilter), ("requested_at", DayFilter)]
    list_filter += ["state", "ended_reason", TakenFilter, ("claimed_at", DayFilter)]
    list_select_related = ["learner", "instructor"]
    ordering = ["-requested_at", "-id"]
    sortable_by = ["requested_at"]
    readonly_fields = ["timeline"]
    fieldsets = [
        (None, {"fields": ["state", "timeline", "learner", "instructor", "script", "id"]}),
        (
            _("Signs of life"),
            {
                "fields": [
                    *("learner_seen_at", "instructor_seen_at", "learner_seat", "instructor_seat"),
                    *("script_visible", "draft_revision", "draft_at"),
                ]
            },
        ),
    ]

    class Media:
        css = {"all": ["css/desk-lists.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consult]:
        return super().get_queryset(request).defer(*HEAVY)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Consult | None:
        """The one consult with all that its page names."""
        found = super().get_object(request, object_id, from_field)
        return found and Consult.objects.with_all().filter(pk=found.pk).first()

    @admin.display(description=_("waited"))
    def waited(self, consult: Consult) -> str:
        until = consult.claimed_at or consult.ended_at
        return span((until - consult.requested_at).total_seconds()) if until else ""

    @admin.display(description=_("talked"))
    def talked(self, consult: Consult) -> str:
        if not (consult.started_at and consult.ended_at):
            return ""
        return span((consult.ended_at - consult.started_at).total_seconds())

    @admin.display(description=_("timeline"))
    def timeline(self, consult: Consult) -> SafeString:
        return render_to_string("admin/consults/consult/_timeline.html", {"steps": steps(consult)})

    # --- those who wait now --------------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        waiting = self.admin_site.admin_view(require_safe(self.waiting_view))
        return [path("waiting/", waiting, name="consults_consult_waiting"), *super().get_urls()]

    def waiting_view(self, request: HttpRequest) -> HttpResponse:
        """The front page's panel, for its module."""
        if not self.has_view_permission(request):
            return JsonResponse({}, status=403)
        return JsonResponse(desk.present())
