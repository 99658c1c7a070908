"""Combos in the admin: which questions follow one another."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from opickme.staff.filters import RelatedFilter
from opickme.staff.lists import FastList
from scripts.admin.exports import ComboSheets
from scripts.admin.states import StateActions, enumerated
from scripts.models import Combo, State


@admin.register(Combo)
class ComboAdmin(ComboSheets, FastList, StateActions, SimpleHistoryAdmin):
    list_display = ["__str__", "topic", "kind", "steps", "state_shown"]
    list_filter = [("topic", RelatedFilter), "kind", "state", "topic__category"]
    list_select_related = ["topic", "first", "second", "third"]
    search_fields = ["key", "topic__slug", "topic__name_ko", "topic__name_en", "first__text", "second__text"]
    autocomplete_fields = ["topic", "first", "second", "third"]
    ordering = ["-id"]
    readonly_fields = ["spoken"]
    fields = ["topic", "kind", "first", "second", "third", "spoken", "state", "key"]

    class Media:
        css = {"all": ["css/desk.css"]}

    def _bring(self, request: HttpRequest, rows: QuerySet[Any], state: State) -> None:
        """Publish only what can be asked."""
        if state == State.PUBLISHED:
            whole = set(Combo.objects.whole().filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
            broken = [combo for combo in rows if combo.pk not in whole]
            if broken:
                sentence = _("Not published, because a question in it is not: %(combos)s")
                self.message_user(request, sentence % {"combos": enumerated(broken)}, messages.WARNING)
            rows = Combo.objects.filter(pk__in=whole)
        super()._bring(request, rows, state)

    @admin.display(description=_("types"))
    def steps(self, combo: Combo) -> str:
        return " → ".join(question.type for question in combo.questions)

    @admin.display(description=_("as it is asked"))
    def spoken(self, combo: Combo) -> Any:
        """The whole texts in their order, each leading to its question."""
        if not combo.pk:
            return "–"
        rows = [
            (reverse("admin:scripts_question_change", args=[one.pk]), one.type, one.text) for one in combo.questions
        ]
        texts = format_html_join("", '<li><a href="{}">{}</a> <span lang="en">{}</span></li>', rows)
        return format_html('<ol class="combo-texts">{}</ol>', texts)
