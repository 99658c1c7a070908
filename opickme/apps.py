"""The project's own app: what is shared by all others."""

from django.apps import AppConfig


class OpickmeConfig(AppConfig):
    name = "opickme"

    def ready(self) -> None:
        from django.conf import settings

        from opickme import checks, database  # noqa: F401 (they register theirs)
        from opickme.sockets import logout  # noqa: F401 (connects its receiver)

        if settings.SENTRY_DSN:
            from opickme.logs import reports  # its library is not even imported without

            reports.start(settings.SENTRY_DSN)
