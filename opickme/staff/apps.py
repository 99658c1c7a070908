"""The admin with our own site in it."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "opickme.staff.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin

        from opickme.staff import libraries

        libraries.tidy(admin.site)
