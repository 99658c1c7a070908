"""The list of feedback and the page of each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consults.models import HEAVY
from feedback.changes import changes
from feedback.models import Feedback
from opickme.staff.filters import DayFilter, RelatedFilter
from opickme.staff.lists import FastList
from opickme.staff.people import PeopleSearch
from opickme.staff.readonly import ReadOnly

WRITTEN = ("original", "content", "plain")
"""What is theirs. Its size is told, and how much of it is new; never a word."""


@admin.register(Feedback)
class FeedbackAdmin(PeopleSearch, FastList, ReadOnly, admin.ModelAdmin[Feedback]):
    """Who corrected whom, when, and how much."""

    people = ("learner", "instructor")
    list_display = ["created_at", "learner", "instructor", "category", "id"]
    list_filter = [("learner", RelatedFilter), ("instructor", RelatedFilter), ("created_at", DayFilter), "category"]
    list_select_related = ["learner", "instructor"]
    ordering = ["-created_at", "-id"]
    sortable_by = ["created_at"]
    fields = ["id", "created_at", "learner", "instructor", "category", "script", "consult"]
    fields += ["original_size", "corrected_size", "changed_words"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        return super().get_queryset(request).defer(*WRITTEN)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The one feedback with all that its page counts."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            return None
        shown = Feedback.objects.select_related("learner", "instructor", "script", "consult")
        heavy = [f"script__{name}" for name in ("text", "words", "peaks")] + [f"consult__{name}" for name in HEAVY]
        return shown.defer("content", *heavy).get(pk=found.pk)

    @admin.display(description=_("size of the text as it was"))
    def original_size(self, feedback: Feedback) -> str:
        return size(feedback.original)

    @admin.display(description=_("size of the corrected text"))
    def corrected_size(self, feedback: Feedback) -> str:
        return size(feedback.plain)

    @admin.display(description=_("words changed"))
    def changed_words(self, feedback: Feedback) -> str:
        count = {"insert": 0, "delete": 0}
        for run in changes(feedback.original, feedback.plain):
            if run.kind in count:
                count[run.kind] += len(run.text.split())
        return _("%(out)s taken out, %(new)s put in") % {"out": count["delete"], "new": count["insert"]}


def size(text: str) -> str:
    """How long a text is, without a word of it."""
    return _("%(words)s words, %(signs)s characters") % {"words": len(text.split()), "signs": len(text)}
