"""Sheets out of the admin: what a list shows, as CSV or XLSX."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin

from scripts.services.sheets.errors import TooManyRows
from scripts.services.sheets.resources import ComboResource, TopicResource
from scripts.services.sheets.writing import HarmlessCsv, HarmlessXlsx

FORMATS = {"csv": HarmlessCsv, "xlsx": HarmlessXlsx}


class SheetExport(ExportMixin):
    """Mixin of a ModelAdmin: chosen rows, or all that the filters show, as CSV or XLSX."""

    import_export_change_list_template = "admin/scripts/sheets/change_list.html"
    export_template_name = "admin/scripts/sheets/export.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.has_export_permission(request):
            actions |= {name: self.get_action(name) for name in ("export_csv", "export_xlsx")}
        return actions

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._sheet(request, queryset, "csv")

    @admin.action(description=_("Export as XLSX"))
    def export_xlsx(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._sheet(request, queryset, "xlsx")

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Ask for the format, then export all that the filters of the address show."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            queryset = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        wanted = request.POST.get("format", "")
        if wanted in FORMATS and (sheet := self._sheet(request, queryset, wanted)):
            return sheet
        number = _counted(queryset)
        context = {
            "title": _("Export"),
            "opts": self.opts,
            "number": number,
            "limit": grouped(settings.SHEET_EXPORT_ROWS),
        }
        context["too_many"] = number > settings.SHEET_EXPORT_ROWS
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, self.export_template_name, {**self.admin_site.each_context(request), **context}
        )

    def _sheet(self, request: HttpRequest, queryset: Any, name: str) -> HttpResponse | None:
        try:
            return self._do_file_export(FORMATS[name](), request, queryset)
        except TooManyRows as error:
            self.message_user(request, error.message, messages.ERROR)
            return None

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        if _counted(queryset) > settings.SHEET_EXPORT_ROWS:
            sentence = gettext("One sheet holds at most %(limit)s rows. Please choose fewer with the filters.")
            raise TooManyRows(sentence % {"limit": grouped(settings.SHEET_EXPORT_ROWS)})
        return super().get_export_data(file_format, request, queryset, **kwargs)


class TopicSheets(SheetExport):
    resource_classes = [TopicResource]


class ComboSheets(SheetExport):
    resource_classes = [ComboResource]


def _counted(queryset: Any) -> int:
    """How many rows there are, at most one more than a sheet may hold."""
    return queryset.order_by().values("pk")[: settings.SHEET_EXPORT_ROWS + 1].count()


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
