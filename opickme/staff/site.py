"""The admin site of the staff."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from opickme.staff import panels


class StaffSite(AdminSite):
    """Django's admin with a front page of today's figures."""

    site_header = _("OPIck me: staff")
    site_title = _("OPIck me: staff")
    index_title = _("Today")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"panels": panels.shown(request), **(extra_context or {})})
