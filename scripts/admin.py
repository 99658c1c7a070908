"""The question bank and the scripts in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scripts.models import Question, Script, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    list_display = ["slug", "category", "name_ko", "name_en", "position"]
    list_filter = ["category"]
    search_fields = ["slug", "name_ko", "name_en"]

    # Topics are as the bank's files say.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        return False


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Question]):
    list_display = ["key", "topic", "level", "type", "state", "text", "is_spoken"]
    list_filter = ["state", "level", "type", "topic__category"]
    list_select_related = ["topic"]
    search_fields = ["key", "text"]
    autocomplete_fields = ["topic"]
    readonly_fields = ["audio", "created_at", "updated_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """A question is retired, never deleted: scripts answer it, and its key must not come back from the files."""
        return False

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        # Only what was edited: a worker may be writing the audio this very moment.
        obj.save(update_fields=[*form.changed_data, "updated_at"] if change else None)


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
