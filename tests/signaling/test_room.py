"""`/ws/consults/<id>/`: who gets in, whom they meet there, and what goes through."""

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from consults.models import Consult
from opickme import hub
from tests.consults import making
from tests.people import person
from tests.signaling.rooms import RoomTalk, path, stored, token_of
from tests.sockets.talk import session_of

pytestmark = pytest.mark.django_db(transaction=True)
State = Consult.State


async def code(consult, user=None, **how):
    """The code with which a socket of this room is refused."""
    cookie = await session_of(user) if user else None
    return await (await RoomTalk(path(consult), **{"cookie": cookie, **how}).open()).code()


async def test_the_two_meet_and_the_call_begins(taken, come, learner, instructor):
    first = await come(learner)
    assert first.welcome == {
        "type": "welcome", "you": "learner", "peer_present": False, "polite": True, "script_visible": False,
    }  # fmt: skip
    assert await first.answers() == []
    assert (await stored(taken)).state == State.MATCHED
    second = await come(instructor)
    assert second.welcome == {
        "type": "welcome", "you": "instructor", "peer_present": True, "polite": False, "script_visible": False,
    }  # fmt: skip
    assert await first.answers() == [{"type": "peer.joined"}]
    assert await second.answers() == []
    begun = await stored(taken)
    assert begun.state == State.IN_PROGRESS
    assert begun.started_at is not None


async def test_the_instructor_may_be_the_first(taken, come, learner, instructor):
    first = await come(instructor)
    second = await come(learner)
    assert (first.welcome["polite"], second.welcome["polite"]) == (False, True)
    assert await first.answers() == [{"type": "peer.joined"}]
    assert (await stored(taken)).state == State.IN_PROGRESS


async def test_nobody_else_gets_in(taken, other_learner, rival, staff):
    for user in (other_learner, rival, staff):
        assert await code(taken, user) == 4403
    assert await code(taken) == 4401
    assert (await stored(taken)).learner_seat == 0


async def test_a_foreign_page_does_not_get_in(taken, learner):
    for origin in ("http://evil.example", "null", None):
        talk = RoomTalk(path(taken), cookie=await session_of(learner), origin=origin)
        assert not (await talk.open()).accepted
    assert (await stored(taken)).learner_seat == 0


@pytest.mark.parametrize("room", ["5d1c8a9e-0b57-4b0e-9c43-3f6a0a0f7c11", "undefined", "1", "..%2f"])
async def test_a_room_that_there_is_not(learner, room):
    assert await code(room, learner) == 4404


async def test_an_instructor_who_is_none_any_more_does_not_get_in(taken, instructor):
    await User.objects.filter(pk=instructor.pk).aupdate(role=User.Role.LEARNER)
    assert await code(taken, instructor) == 4403


async def test_a_program_gets_in_by_its_token(taken, learner):
    talk = await RoomTalk(path(taken), token=str(await token_of(learner)), origin=None).come_in()
    assert (talk.subprotocol, talk.welcome["you"]) == ("bearer", "learner")
    await talk.hang_up()


async def test_the_learner_may_wait_in_the_room(learner, instructor, come, rival):
    """Nothing begins by that; the instructor who takes the request meets him there."""
    waiting = await sync_to_async(making.consult)(await sync_to_async(person)("early"))
    early = await come(await User.objects.aget(username="early"), waiting)
    assert (early.welcome["you"], early.welcome["peer_present"]) == ("learner", False)
    assert await code(waiting, rival) == 4403  # it is not taken yet
    await early.say({"type": "signal", "data": {"hello": True}})
    assert await early.answers() == []
    assert (await stored(waiting)).state == State.WAITING
    await sync_to_async(making.claims)(waiting, rival)
    taker = await come(rival, waiting)
    assert taker.welcome["peer_present"] is True
    assert await early.answers() == [{"type": "peer.joined"}]
    assert (await stored(waiting)).state == State.IN_PROGRESS


async def test_signals_go_to_the_other_alone(both, come):
    learner, instructor = both
    data = {"page": "a1", "round": 1, "description": {"type": "offer", "sdp": "v=0\r\n한글 \ud800"}}
    await instructor.say({"type": "signal", "data": data, "role": "learner", "seat": 99, "from": "somebody"})
    assert await learner.next() == {"type": "signal", "data": data}
    await learner.say({"type": "signal", "data": {"candidate": None}})
    assert await instructor.next() == {"type": "signal", "data": {"candidate": None}}
    assert await learner.answers() == await instructor.answers() == []


async def test_nothing_reaches_another_room(both, come, rival):
    stranger = await sync_to_async(person)("stranger")
    elsewhere = await sync_to_async(making.claimed)(stranger, rival)
    theirs = [await come(stranger, elsewhere), await come(rival, elsewhere)]
    await theirs[0].answers()
    await both[0].say({"type": "signal", "data": {"secret": 1}})
    await both[1].say({"type": "script.visible", "on": True})
    assert await both[0].next() == {"type": "script.visible", "on": True}
    for talk in theirs:
        assert await talk.answers() == []


async def test_the_order_of_signals_is_kept(both):
    for number in range(40):
        await both[0].say({"type": "signal", "data": {"n": number}})
    assert [(await both[1].next())["data"]["n"] for _ in range(40)] == list(range(40))


async def test_who_goes_is_missed_and_who_returns_is_announced(both, come, learner):
    await both[0].hang_up()
    assert await both[1].next() == {"type": "peer.left"}
    back = await come(learner)
    assert back.welcome["peer_present"] is True
    assert await both[1].answers() == [{"type": "peer.joined"}]
    await back.say({"type": "signal", "data": {"n": 1}})
    assert await both[1].next() == {"type": "signal", "data": {"n": 1}}


async def test_the_script_is_shown_to_both_and_stays_so(taken, both, come, learner):
    await both[1].say({"type": "script.visible", "on": True})
    for talk in both:
        assert await talk.next() == {"type": "script.visible", "on": True}
    await both[0].hang_up()
    assert (await come(learner)).welcome["script_visible"] is True
    await both[1].say({"type": "script.visible", "on": False})
    assert {"type": "script.visible", "on": False} in await both[1].answers()
    assert (await stored(taken)).script_visible is False


async def test_the_learner_shows_nothing(taken, both):
    await both[0].say({"type": "script.visible", "on": True})
    assert await both[0].next() == {"type": "error", "code": "not_allowed"}
    assert await both[1].answers() == []
    assert (await stored(taken)).script_visible is False


async def test_a_room_forgets_nobody_and_holds_nothing_once_it_is_left(both):
    for talk in both:
        await talk.hang_up()
    assert not (await hub.start())._sinks
