"""The feedback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        from accounts.services import on_export
        from feedback.services import export_feedback

        on_export(export_feedback)
