"""What is logged of a consult names it and the request, and nobody of those in it."""

import json

import pytest
from asgiref.sync import sync_to_async

from signaling import consumers
from tests.lines import lines
from tests.signaling.rooms import RoomTalk, path
from tests.sockets.talk import session_of

__all__ = ["lines"]
pytestmark = pytest.mark.django_db(transaction=True)
REQUEST = "0123456789abcdef0123456789abcdef"


async def test_a_socket_that_fails_is_named_by_request_and_consult(taken, instructor, lines, monkeypatch):
    key = await session_of(instructor)
    talk = RoomTalk(path(taken), cookie=key)
    talk.wire.scope["headers"].append((b"x-request-id", REQUEST.encode()))
    await talk.come_in()

    words = f"'{instructor.nickname}' <{instructor.email}> with {key} shows 'what was said'"

    async def fail(**facts: object) -> None:
        raise ValueError(words)

    monkeypatch.setattr(consumers, "_show", fail)
    await talk.say({"type": "script.visible", "on": True})
    assert await talk.answers() == [{"type": "error", "code": "internal"}]
    await talk.hang_up()
    failed = next(line for line in lines if line["logger"] == "opickme.sockets.base")
    assert (failed["request"], failed["consult"]) == (REQUEST, str(taken.pk))
    assert failed["message"] == "a frame of type script.visible could not be followed"
    assert "ValueError" in failed["failure"]
    for canary in (instructor.nickname, instructor.email, key, "what was said"):
        assert canary not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize("over", ["client", "async_client"])
@pytest.mark.parametrize("address", ["/consults/{}/", "/api/v1/consults/{}/"])
async def test_a_request_about_a_consult_is_on_its_trail(taken, learner, settings, lines, over, address, request):
    settings.LOG_REQUESTS = True
    browser = request.getfixturevalue(over)
    await sync_to_async(browser.force_login)(learner)
    asked = (
        browser.get(address.format(taken.pk))
        if over == "async_client"
        else sync_to_async(browser.get)(address.format(taken.pk))
    )
    assert (await asked).status_code == 200
    (line,) = [line for line in lines if line["logger"] == "opickme.requests"]
    assert line["consult"] == str(taken.pk)
    assert "<uuid:pk>" in line["message"]
