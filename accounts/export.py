"""All that is kept of a person as one ZIP, written while it is sent."""

import itertools
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.models import SignIn, User
from accounts.services import ExportPart, export_parts


class _Sink:
    """Holds what the archive has written until it is taken. It cannot seek, so the archive never goes back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._held = bytes(self._held), bytearray()
        return taken


def export_account(*, user: User) -> AsyncIterator[bytes]:
    """Return the ZIP in pieces: `account.json` and what other apps keep. One piece is in memory at a time.

    An asynchronous iterator: given a synchronous one, Django under ASGI first collects it whole.
    """
    return _in_thread(zip_pieces(itertools.chain([_account(user)], export_parts(user=user))))


def zip_pieces(parts: Iterable[ExportPart]) -> Iterator[bytes]:
    """Write the parts one after the other; what can no longer be read is named in MISSING.txt."""
    sink, missing = _Sink(), []
    now = timezone.localtime().timetuple()[:6]
    with ZipFile(cast("IO[bytes]", sink), "w") as archive:
        for part in parts:
            try:
                pieces = iter(part.chunks())
                first = next(pieces, b"")
            except OSError:
                missing.append(part.name)
                continue
            with archive.open(_entry(part.name, now), "w") as entry:
                for piece in itertools.chain([first], pieces):
                    entry.write(piece)
                    yield sink.take()
        if missing:
            archive.writestr(_entry("MISSING.txt", now), "\n".join(missing))
    yield sink.take()


def _entry(name: str, now: tuple[int, ...]) -> ZipInfo:
    entry = ZipInfo(name, date_time=now)  # type: ignore[arg-type]
    entry.compress_type = ZIP_DEFLATED if name.endswith((".json", ".txt")) else ZIP_STORED
    return entry


def _account(user: User) -> ExportPart:
    about = {
        "username": user.username,
        "email": user.email,
        "nickname": user.nickname,
        "role": user.role,
        "show_question_text": user.show_question_text,
        "joined_at": user.date_joined.isoformat(),
        "last_login_at": user.last_login and user.last_login.isoformat(),
        "sign_ins": [_sign_in(row) for row in user.sign_ins.order_by("signed_in_at")],
    }
    return ExportPart("account.json", lambda: [json.dumps(about, ensure_ascii=False, indent=2).encode()])


def _sign_in(row: SignIn) -> dict[str, str]:
    return {
        "browser": row.browser,
        "system": row.system,
        "signed_in_at": row.signed_in_at.isoformat(),
        "used_at": row.used_at.isoformat(),
    }


async def _in_thread(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
