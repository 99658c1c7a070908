"""Staff's view of consults: to read, with their history; what was said and written in them stays theirs."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from consults.models import HEAVY, Consult
from opickme.staff.readonly import ReadOnly


@admin.register(Consult)
class ConsultAdmin(ReadOnly, admin.ModelAdmin[Consult]):
    list_display = ("id", "state", "learner", "instructor", "requested_at", "claimed_at", "ended_at", "ended_reason")
    list_filter = ("state", "ended_reason", "requested_at")
    list_select_related = ("learner", "instructor")
    search_fields = ("learner__username", "instructor__username")
    show_full_result_count = False
    exclude = (*HEAVY, "open_learner", "open_instructor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consult]:
        return super().get_queryset(request).defer(*HEAVY).order_by("-requested_at")
