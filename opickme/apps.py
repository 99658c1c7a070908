"""The project's own app: what is shared by all others."""

from django.apps import AppConfig


class OpickmeConfig(AppConfig):
    name = "opickme"

    def ready(self) -> None:
        from opickme.sockets import logout  # noqa: F401 (connects its receiver)
