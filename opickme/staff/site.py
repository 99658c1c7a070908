"""The admin site of the staff."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from opickme.staff import panels
from opickme.staff.second_factor import rules as second_factor
from opickme.staff.second_factor import views


class StaffSite(AdminSite):
    """Django's admin with a second factor at its door and a front page of today's figures."""

    site_header = _("OPIck me: staff")
    site_title = _("OPIck me: staff")
    index_title = _("Today")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"panels": panels.shown(request), **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this session may be in the admin at all: every page of it asks here."""
        return super().has_permission(request) and second_factor.standing(request).may_enter

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for the password; whoever has given it and still may not enter is led to the second factor."""
        if request.method == "GET" and super().has_permission(request) and not self.has_permission(request):
            return views.step_for(request)
        return super().login(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        is_staff = super().has_permission(request)
        shown = {"second_factor": second_factor.standing(request)} if is_staff else {}
        return {**super().each_context(request), **shown}

    def get_urls(self) -> list[Any]:
        return [
            path("second-factor/", views.OwnPage.as_view(site=self), name="second_factor"),
            path("second-factor/code/", views.CodePage.as_view(site=self), name="second_factor_code"),
            path("second-factor/set-up/", views.SetUpPage.as_view(site=self), name="second_factor_set_up"),
            # Nothing of ours has a page that the admin's shortcut could lead to.
            *[address for address in super().get_urls() if getattr(address, "name", "") != "view_on_site"],
        ]
