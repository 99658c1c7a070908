"""The question bank and the scripts in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from scripts.models import Question, Script, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ["slug", "category", "name_ko", "name_en", "position"]
    list_filter = ["category"]
    search_fields = ["slug", "name_ko", "name_en"]


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Question]):
    list_display = ["key", "topic", "level", "type", "state", "text", "is_spoken"]
    list_filter = ["state", "level", "type", "topic__category"]
    list_select_related = ["topic"]
    search_fields = ["key", "text"]
    autocomplete_fields = ["topic"]
    readonly_fields = ["audio", "created_at", "updated_at"]


@admin.register(Script)
class ScriptAdmin(admin.ModelAdmin[Script]):
    """Staff see how recognition went, never change or hear what a learner said."""

    list_display = ["id", "state", "error", "attempt", "duration", "created_at"]
    list_filter = ["state", "error"]
    fields = ["id", "question", "state", "error", "attempt", "engine", "duration", "created_at", "updated_at"]
    readonly_fields = fields
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Script | None = None) -> bool:
        return False
