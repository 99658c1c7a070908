"""Staff's view of feedback: who corrected whom and when, to read; what was said and written stays theirs."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from feedback.models import Feedback
from opickme.staff.readonly import ReadOnly


@admin.register(Feedback)
class FeedbackAdmin(ReadOnly, admin.ModelAdmin[Feedback]):
    list_display = ("id", "learner", "instructor", "category", "created_at")
    list_filter = ("category", "created_at")
    list_select_related = ("learner", "instructor")
    search_fields = ("learner__username", "instructor__username")
    show_full_result_count = False
    exclude = ("original", "content", "plain")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        return super().get_queryset(request).defer("original", "content", "plain").order_by("-created_at", "-pk")
