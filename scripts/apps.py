"""The scripts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScriptsConfig(AppConfig):
    name = "scripts"
    verbose_name = _("Questions and scripts")

    def ready(self) -> None:
        from accounts.services import on_account_deletion, on_export
        from scripts.services.privacy import delete_recordings_of, export_scripts

        on_account_deletion(delete_recordings_of)
        on_export(export_scripts)
