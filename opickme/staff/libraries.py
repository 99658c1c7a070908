"""What the libraries bring into the admin: what staff needs, in our lists; the rest goes."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from opickme.staff.lists import FastList

NOT_FOR_STAFF = (
    OutstandingToken,  # its page shows tokens that are still good
    BlacklistedToken,
    DBTaskResult,  # a queued task only wakes a worker: how things stand is said by the rows that it is about
    AccessLog,  # switched off
    AccessFailureLog,
    TOTPDevice,  # its page shows the secret of a second factor
    StaticDevice,
)
ATTEMPT: Any = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]


class LockedOutAdmin(FastList, admin.ModelAdmin[AccessAttempt]):
    """Names at which somebody fails to log in. Deleting a row lets the person try again."""

    list_display = ["username", "failures_since_start", "attempt_time", "ip_address"]
    search_fields = ["username__istartswith", "ip_address__startswith"]
    search_help_text = _("The beginning of a username or of an address.")
    ordering = ["-id"]
    sortable_by = ()
    fields = ATTEMPT
    readonly_fields = ATTEMPT

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GroupAdmin(FastList, DjangoGroupAdmin):
    """Django's own, as one of our lists."""


OURS: dict[type, type] = {AccessAttempt: LockedOutAdmin, Group: GroupAdmin}


def tidy(site: AdminSite) -> None:
    """Put ours in the place of what the libraries registered. Runs once, after all of them have."""
    for model in (*NOT_FOR_STAFF, *OURS):
        if site.is_registered(model) and _is_its_own(type(site.get_model_admin(model)), model):
            site.unregister(model)
    apps.get_app_config("axes").verbose_name = _("Protection of log-in")
    for model, ours in OURS.items():
        if not site.is_registered(model):
            site.register(model, ours)


def _is_its_own(admin_class: type, model: type) -> bool:
    """Whether a model's library registered it, and not we."""
    return admin_class.__module__.partition(".")[0] == model.__module__.partition(".")[0]
