"""Sheets into the admin, in two steps: what a file would do is shown, then exactly that is done."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from import_export.admin import ImportMixin

from opickme.errors import DomainError
from scripts.admin.exports import SheetExport, grouped
from scripts.services.sheets import importing
from scripts.services.sheets.checking import Rights
from scripts.services.sheets.errors import FaultsLeft, SheetChanged
from scripts.services.sheets.plan import Plan
from scripts.services.sheets.resources import QuestionResource
from scripts.services.sheets.writing import HarmlessCsv, faults_csv

FAULTS_SHOWN = 200
CHANGES_SHOWN = 50


class UploadForm(forms.Form):
    """The file as a person has it: what kind it is, the bytes say."""

    import_file = forms.FileField(
        label=_("Sheet"), help_text=_("CSV or XLSX, as your spreadsheet saves it."), allow_empty_file=True
    )

    def clean_import_file(self) -> Any:
        """Refuse what is too large before a byte of it is read."""
        given = self.cleaned_data["import_file"]
        if given.size > settings.SHEET_MAX_BYTES:
            sizes = {"size": given.size // 1_000_000, "limit": settings.SHEET_MAX_BYTES // 1_000_000}
            sentence = _("The file has %(size)s MB. A sheet may have at most %(limit)s MB; please split it.")
            raise forms.ValidationError(sentence % sizes)
        return given


class ConfirmForm(forms.Form):
    """What the report said, sent back."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    file_name = forms.CharField(widget=forms.HiddenInput, max_length=100)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    without_faulty = forms.BooleanField(required=False, label=_("Import the lines without faults"))


class QuestionSheets(ImportMixin, SheetExport):
    """Mixin of the questions' ModelAdmin: export, and import that shows first what it would do."""

    resource_classes = [QuestionResource]
    import_export_change_list_template = "admin/scripts/sheets/change_list.html"
    import_template_name = "admin/scripts/sheets/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def get_urls(self) -> list[Any]:
        faults = self.admin_site.admin_view(require_safe(self.faults_view))
        return [path("import/faults/", faults, name="scripts_question_faults"), *super().get_urls()]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take a file, and say what importing it would do."""
        self._require(request)
        sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        if not form.is_valid():
            return self._page(request, form)
        given = form.cleaned_data["import_file"]
        try:
            plan = importing.plan_import(data=given.read(), rights=self._rights(request))
            given.seek(0)
            token = importing.keep_sheet(content=given, user=request.user)
        except DomainError as error:
            form.add_error("import_file", str(error.message))
            return self._page(request, form)
        return self._report(request, plan, token=token, file_name=_short(given.name))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do what was shown, once."""
        self._require(request)
        form = ConfirmForm(request.POST or None)
        if not form.is_valid():
            return redirect("admin:scripts_question_import")
        told = form.cleaned_data
        user, rights = request.user, self._rights(request)
        try:
            try:
                done = importing.import_sheet(**told, user=user, rights=rights)
            except (FaultsLeft, SheetChanged) as error:
                data = importing.kept_sheet(token=told["token"], user=user)
                plan = importing.plan_import(data=data, rights=rights)
                self.message_user(request, str(error.message), messages.ERROR)
                return self._report(request, plan, token=told["token"], file_name=told["file_name"])
        except DomainError as error:
            self.message_user(request, str(error.message), messages.ERROR)
            return redirect("admin:scripts_question_import")
        self.message_user(request, _done(told["file_name"], done), messages.SUCCESS)
        return redirect("admin:scripts_question_changelist")

    def faults_view(self, request: HttpRequest) -> HttpResponse:
        """The whole list of faults and warnings as CSV."""
        self._require(request)
        try:
            data = importing.kept_sheet(token=request.GET.get("sheet", ""), user=request.user)
            plan = importing.plan_import(data=data, rights=self._rights(request))
        except DomainError as error:
            self.message_user(request, str(error.message), messages.ERROR)
            return redirect("admin:scripts_question_import")
        head = (gettext("line"), gettext("column"), gettext("what is wrong"), gettext("kind"))
        rows = [(str(one.line), one.column, one.reason, gettext("fault")) for one in plan.faults]
        rows += [(str(one.line), one.column, one.reason, gettext("warning")) for one in plan.warnings]
        response = HttpResponse(faults_csv([head, *rows]), content_type=HarmlessCsv.CONTENT_TYPE)
        response["Content-Disposition"] = 'attachment; filename="faults.csv"'
        return response

    # --- what the pages need -------------------------------------------------------------------------------------
    def _require(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _rights(self, request: HttpRequest) -> Rights:
        """Who may change a question may publish it: so it is in the list, too."""
        return Rights(add=self.has_add_permission(request), publish=self.has_change_permission(request))

    def _report(self, request: HttpRequest, plan: Plan, *, token: str, file_name: str) -> HttpResponse:
        told = {"token": token, "file_name": file_name, "shown": plan.fingerprint()}
        shown = [*plan.changed[:CHANGES_SHOWN], *plan.new[:CHANGES_SHOWN]][:CHANGES_SHOWN]
        return self._page(
            request,
            UploadForm(),
            plan=plan,
            file_name=file_name,
            confirm=ConfirmForm(initial=told),
            faults=plan.faults[:FAULTS_SHOWN],
            warnings=plan.warnings[:FAULTS_SHOWN],
            changes=[(change, list(_told(plan, change))) for change in shown],
            faults_url=f"{reverse('admin:scripts_question_faults')}?sheet={token}",
        )

    def _page(self, request: HttpRequest, form: UploadForm, **context: Any) -> HttpResponse:
        context |= {"title": _("Import"), "opts": self.opts, "form": form}
        context |= {"limit": grouped(settings.SHEET_MAX_LINES), "megabytes": settings.SHEET_MAX_BYTES // 1_000_000}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, self.import_template_name, {**self.admin_site.each_context(request), **context}
        )


def _told(plan: Plan, change: Any) -> Any:
    """Each column that changes with what stood and what will stand there, as the sheet says it."""
    for name, was, becomes in change.differences():
        pair = [plan.topics.get(value, "") for value in (was, becomes)] if name == "topic" else [was, becomes]
        yield name, pair[0], pair[1]


def _done(file_name: str, done: importing.Imported) -> str:
    sentence = ngettext(
        "“%(file)s” is imported: %(n)s question (%(new)s new, %(changed)s changed).",
        "“%(file)s” is imported: %(n)s questions (%(new)s new, %(changed)s changed).",
        done.new + done.changed,
    )
    return sentence % {"file": file_name, "n": done.new + done.changed, "new": done.new, "changed": done.changed}


def _short(name: str) -> str:
    """The file's own name, without what nobody can read, and short enough for a history."""
    return "".join(filter(str.isprintable, PurePath(name).name))[-90:] or "sheet"
