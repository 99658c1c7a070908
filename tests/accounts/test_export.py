import io
import json
import zipfile

import pytest
from django.test import AsyncClient

from accounts import services
from accounts.export import zip_pieces
from accounts.services import ExportPart

ADDRESS = "/accounts/export/"
MIB = 1024 * 1024


@pytest.fixture
def voice(monkeypatch):
    """A recording that another app hands out, registered as that app would do it."""
    monkeypatch.setattr(services, "_exporters", list(services._exporters))

    @services.on_export
    def recordings(*, user):
        yield ExportPart(f"recordings/{user.username}.webm", lambda: iter([b"one ", b"two"]))


async def fetch(user):
    client = AsyncClient()
    await client.aforce_login(user)
    response = await client.get(ADDRESS)
    body = b"".join([piece async for piece in response.streaming_content])
    return response, zipfile.ZipFile(io.BytesIO(body))


@pytest.mark.django_db(transaction=True)
async def test_it_holds_the_account_and_what_others_keep(learner, voice):
    response, archive = await fetch(learner)
    assert response.is_async
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="opickme-learner-')
    assert "no-store" in response["Cache-Control"]
    assert archive.testzip() is None
    account = json.loads(archive.read("account.json"))
    assert (account["username"], account["email"], account["nickname"], account["role"]) == (
        "learner",
        "learner@example.com",
        "Learner",
        "learner",
    )
    assert "password" not in account
    assert archive.read("recordings/learner.webm") == b"one two"


@pytest.mark.django_db(transaction=True)
async def test_it_holds_nothing_of_others(learner, other_learner, voice):
    _, archive = await fetch(other_learner)
    assert [name for name in archive.namelist() if "recordings" in name] == ["recordings/other.learner.webm"]
    assert not [name for name in archive.namelist() if archive.read(name) == b"learner@example.com"]


def test_only_reading(client, learner):
    client.force_login(learner)
    assert client.post(ADDRESS).status_code == 405


def test_what_is_missing_is_named_and_the_rest_is_there():
    def gone():
        raise FileNotFoundError

    parts = [
        ExportPart("first.txt", lambda: [b"1"]),
        ExportPart("lost.webm", gone),
        ExportPart("empty.webm", list),
        ExportPart("last.json", lambda: [b"{}"]),
    ]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(parts))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "first.txt": b"1",
        "empty.webm": b"",
        "last.json": b"{}",
        "MISSING.txt": b"lost.webm",
    }


def test_it_is_written_while_it_is_sent():
    read = []

    def long():
        for n in range(8):
            read.append(n)
            yield bytes([n]) * MIB

    pieces = zip_pieces([ExportPart("long.webm", long)])
    first = next(pieces)
    assert read == [0]
    assert len(first) < 2 * MIB
    assert max(len(piece) for piece in pieces) < 2 * MIB
    assert read == list(range(8))
