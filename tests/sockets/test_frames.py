"""What a client may say, and what happens to nonsense."""

import json

import pytest

from opickme.sockets import base
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def talk(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    yield talk
    await talk.hang_up()


async def test_ping_is_answered_and_frames_are_numbered(talk):
    for number in (2, 3):
        await talk.say({"type": "ping"})
        assert await talk.hear() == {"type": "pong", "seq": number}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "malformed"),
        ("{", "malformed"),
        ("[]", "malformed"),
        ("7", "malformed"),
        ("null", "malformed"),
        ('"ping"', "malformed"),
        ("{}", "malformed"),
        ('{"type": 7}', "malformed"),
        ('{"type": null}', "malformed"),
        ('{"type": "ping", "n": NaN}', "malformed"),
        ('{"type": "ping", "n": ' + "9" * 6000 + "}", "malformed"),
        ("[" * 50_000, "malformed"),
        ('{"type": "no.such"}', "unknown_type"),
        ('{"type": "__call__"}', "unknown_type"),
        ('{"type": "websocket.disconnect"}', "unknown_type"),
        ('{"type": "script.updated", "id": 1, "state": "done"}', "unknown_type"),
        ('{"type": "session.ended", "session": null}', "unknown_type"),
        (json.dumps({"type": "ping", "pad": "x" * 70_000}), "too_big"),
    ],
)
async def test_nonsense_is_answered_and_the_socket_stays(talk, text, code):
    await talk.wire.send_to(text_data=text)
    assert await talk.hear() == {"type": "error", "code": code, "seq": 2}
    await talk.say({"type": "ping"})
    assert (await talk.hear())["type"] == "pong"


async def test_a_binary_frame_is_answered_and_the_socket_stays(talk):
    await talk.wire.send_to(bytes_data=b'{"type": "ping"}')
    assert (await talk.hear())["code"] == "not_text"
    await talk.say({"type": "ping"})
    assert (await talk.hear())["type"] == "pong"


async def test_ten_bad_frames_are_enough(talk):
    for _ in range(9):
        await talk.say([])
    await talk.say({"type": "ping"})
    kinds = [(await talk.hear())["type"] for _ in range(10)]
    assert kinds == ["error"] * 9 + ["pong"]
    await talk.say([])
    assert await talk.code() == 1008


async def test_a_flood_is_cut_off(talk):
    for _ in range(100):
        await talk.say({"type": "ping"})
    assert await talk.code() == 4429


async def test_sixty_at_once_are_no_flood(talk):
    for _ in range(60):
        await talk.say({"type": "ping"})
    assert [(await talk.hear())["seq"] for _ in range(60)] == list(range(2, 62))


async def test_a_fault_of_ours_is_told_and_the_socket_stays(talk, monkeypatch):
    async def broken(self, frame):
        raise ZeroDivisionError

    monkeypatch.setitem(base.JsonSocket.takes, "break", "broken")
    monkeypatch.setattr(base.JsonSocket, "broken", broken, raising=False)
    await talk.say({"type": "break"})
    assert await talk.hear() == {"type": "error", "code": "internal", "seq": 2}
    await talk.say({"type": "ping"})
    assert (await talk.hear())["type"] == "pong"
