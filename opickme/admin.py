"""What staff did, for those who may look after it."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from opickme.staff.filters import DayFilter, RelatedFilter
from opickme.staff.lists import FastList
from opickme.staff.people import PeopleSearch
from opickme.staff.readonly import ReadOnly


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, PeopleSearch, FastList, admin.ModelAdmin[LogEntry]):
    """The log, the newest first. Nobody changes it, a superuser neither."""

    list_display = ("action_time", "user", "kind", "content_type", "about", "change")
    list_display_links = ("action_time",)
    list_filter = ("action_flag", ("user", RelatedFilter), ("action_time", DayFilter))
    list_select_related = ("user", "content_type")
    ordering = ("-pk",)  # as it was written: the time has no index
    sortable_by: tuple[str, ...] = ()
    people = ("user",)
    fields = ("action_time", "user", "kind", "content_type", "about", "change")
    readonly_fields = fields

    @admin.display(description=_("Kind"))
    def kind(self, entry: LogEntry) -> str:
        return entry.get_action_flag_display()

    @admin.display(description=_("About"))
    def about(self, entry: LogEntry) -> str | SafeString:
        """What was changed, with a way to it while it is there."""
        address = None if entry.is_deletion() else entry.get_admin_url()
        return format_html('<a href="{}">{}</a>', address, entry.object_repr) if address else entry.object_repr

    @admin.display(description=_("Change"))
    def change(self, entry: LogEntry) -> str:
        return entry.get_change_message()
