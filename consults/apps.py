"""The consults app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultsConfig(AppConfig):
    name = "consults"
    verbose_name = _("Consults")

    def ready(self) -> None:
        from accounts.services import on_account_deletion, on_export, on_suspension
        from consults.services import privacy, requests, upkeep
        from opickme.sockets import attendance
        from scripts.services.editing import before_deletion
        from scripts.services.workers import on_beat

        on_account_deletion(privacy.end_consults_of)
        on_export(privacy.export_consults)
        on_suspension(upkeep.end_at_once)
        before_deletion(requests.refuse_while_open)
        # Either is enough: the line stays true where no worker runs, and where nobody has a page open.
        on_beat(upkeep.keep_order)
        attendance.on_beat(upkeep.keep_order)
