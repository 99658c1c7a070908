"""The admin with our own site in it."""

from typing import Any

from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class StaffConfig(SimpleAdminConfig):
    """The lists are registered with the addresses (`opickme/urls.py`), not with the apps: a worker has no pages, and
    would carry them and the libraries for sheets for nothing.
    """

    default_site = "opickme.staff.site.StaffSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_lists, checks.Tags.admin)


def _check_lists(**asked: Any) -> list[checks.CheckMessage]:
    """Django's check of all lists, once they are there."""
    import opickme.urls  # noqa: F401

    return check_admin_app(**asked)
