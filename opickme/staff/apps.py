"""The admin with our own site in it."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "opickme.staff.site.StaffSite"
