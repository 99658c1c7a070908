"""One socket for each of the two: a later one supersedes an earlier one, whatever order the news comes in."""

from datetime import timedelta

import pytest

from opickme import hub
from opickme.sockets.base import by_user
from tests.signaling.rooms import RoomTalk, path, stored, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("role", ["learner", "instructor"])
async def test_a_second_tab_takes_the_seat(taken, both, come, learner, instructor, role):
    user, old, other = (learner, *both) if role == "learner" else (instructor, *reversed(both))
    new = await come(user)
    assert await old.code() == 4408
    assert new.welcome["peer_present"] is True
    assert await other.answers() == [{"type": "peer.joined"}]
    await old.hang_up()
    assert await other.answers() == []  # it is not the person who has left
    await new.say({"type": "signal", "data": {"from": "new"}})
    assert await other.next() == {"type": "signal", "data": {"from": "new"}}
    await other.say({"type": "signal", "data": {"to": "new"}})
    assert await new.next() == {"type": "signal", "data": {"to": "new"}}
    assert (await stored(taken)).state == "in_progress"


async def test_an_ousted_socket_does_not_say_that_its_person_has_left(both, come, learner):
    """Somebody who has just come in knows of no later seat, and would believe it."""
    said = []
    room = path_to_topic(both[0])
    await hub.subscribe(room, said.append)
    await come(learner)
    assert await both[0].code() == 4408
    await both[0].hang_up()
    hub.unsubscribe(room, said.append)
    assert "room.left" not in [event["type"] for event in said]
    assert "room.arrived" in [event["type"] for event in said]


async def test_the_seat_goes_back_and_forth(come, learner):
    tabs = [await come(learner)]
    for _ in range(4):
        tabs.append(await come(learner))
        assert await tabs[-2].code() == 4408
    assert await tabs[-1].answers() == []


async def test_one_that_was_slow_to_come_in_is_ousted_by_the_later_one(both, come, learner, monkeypatch):
    """It got its seat first and follows the room last: it never heard the later one arrive."""
    later = []

    async def slow(topic, sink):
        if topic.startswith("consult.") and not later:
            later.append(None)
            later[0] = await come(learner)
        await subscribe(topic, sink)

    subscribe = hub.subscribe
    monkeypatch.setattr(hub, "subscribe", slow)
    first = await come(learner)
    assert await first.code() == 4408
    assert await later[0].answers() == []
    await both[1].answers()
    await later[0].say({"type": "signal", "data": {"from": "the later one"}})
    assert await both[1].next() == {"type": "signal", "data": {"from": "the later one"}}


async def test_what_an_ousted_socket_says_is_not_heard(both, come, learner):
    new = await come(learner)
    assert await both[0].code() == 4408
    await both[0].say({"type": "signal", "data": {"from": "old"}})
    await new.say({"type": "signal", "data": {"from": "new"}})
    assert [frame for frame in await both[1].answers() if frame["type"] == "signal"] == [
        {"type": "signal", "data": {"from": "new"}}
    ]


async def test_late_news_of_an_old_socket_changes_nothing(both, come, learner):
    room = path_to_topic(await come(learner))
    await both[1].answers()
    for kind in ("room.left", "room.arrived", "signal"):
        hub.publish(room, {"type": kind, "role": "learner", "seat": 1, "data": {}})
    assert await both[1].answers() == []


async def test_an_expired_token_ends_the_socket_and_a_fresh_one_takes_its_seat(taken, come, learner, instructor):
    other = await come(instructor)
    token = await token_of(learner)
    token.set_exp(lifetime=timedelta(seconds=-28))  # two seconds of the leeway are left
    talk = await RoomTalk(path(taken), token=str(token), origin=None).come_in()
    assert await other.next() == {"type": "peer.joined"}
    assert await talk.code() == 4401
    await talk.hang_up()
    assert await other.next() == {"type": "peer.left"}
    fresh = await RoomTalk(path(taken), token=str(await token_of(learner)), origin=None).come_in()
    assert (fresh.welcome["you"], fresh.welcome["peer_present"]) == ("learner", True)
    assert await other.next() == {"type": "peer.joined"}
    await fresh.hang_up()


async def test_a_room_that_is_entered_again_and_again_is_not_locked(taken, both, come, learner):
    """A page on a bad line leaves half-dead sockets behind; each is ousted by the next and gives its place back."""
    for _ in range(10):
        old, new = both[0], await come(learner)
        assert await old.code() == 4408
        await old.hang_up()
        both = (new, both[1])
    assert by_user.total() == 2


def path_to_topic(talk):
    """The topic of the room that this socket is in."""
    return f"consult.{talk.wire.scope['path'].split('/')[-2]}"
