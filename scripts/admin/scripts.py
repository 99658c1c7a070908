"""Scripts in the admin: how recognition went, never what was said."""

from django.contrib import admin
from django.http import HttpRequest

from scripts.models import Script


@admin.register(Script)
class ScriptAdmin(admin.ModelAdmin[Script]):
    """Staff see how recognition went, never change or hear what a learner said."""

    list_display = ["id", "state", "error", "attempt", "duration", "created_at"]
    list_filter = ["state", "error"]
    fields = ["id", "question", "state", "error", "attempt", "engine", "duration", "created_at", "updated_at"]
    readonly_fields = ["id", "question", "state", "error", "attempt", "engine", "duration", "created_at", "updated_at"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Script | None = None) -> bool:
        return False
