"""Real web processes on the test's own database: people and consults are made in the test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from tests.scripts.shop import database_url
from tests.stations import Station


@contextmanager
def machine(folder: Path, **changes: str) -> Iterator[Station]:
    """A machine whose processes use the test's database and believe the test's sessions and tokens."""
    # In debug mode the address of a static file needs no collected files.
    same = {"DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "true"}
    folder.mkdir(exist_ok=True)
    station = Station(folder, {}, **{**same, **changes})
    try:
        yield station
    finally:
        for process in station.started:
            process.kill()


def bearer(user: User) -> dict[str, str]:
    """The header with which this person's program speaks."""
    return {"Authorization": f"Bearer {AccessToken.for_user(user)}"}


def code_of(body: bytes) -> str:
    """What an error of the API is called."""
    answer: dict[str, Any] = json.loads(body)
    return str(answer["code"])
