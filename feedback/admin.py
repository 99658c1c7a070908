"""Staff's view of feedback: who corrected whom and when, to read; what was said and written stays theirs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from feedback.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin[Feedback]):
    list_display = ("id", "learner", "instructor", "category", "created_at")
    list_filter = ("category", "created_at")
    list_select_related = ("learner", "instructor")
    search_fields = ("learner__username", "instructor__username")
    show_full_result_count = False
    exclude = ("original", "content", "plain")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        return super().get_queryset(request).defer("original", "content", "plain").order_by("-created_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
