"""The end of a consult, in the room: told first, then the door is closed for good."""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from accounts.models import User
from accounts.services import delete_account
from consults.models import Consult
from consults.services import rooms, upkeep
from consults.services.requests import cancel_consult
from feedback.models import Feedback
from opickme import hub
from tests.consults import making
from tests.signaling.rooms import RoomTalk, path, stored
from tests.sockets.talk import session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def run(act, **facts):
    return await sync_to_async(act)(**facts)


def finish(consult, instructor):
    """What the feedback app does."""
    with transaction.atomic():
        call = rooms.lock_for_finish(consult_id=consult.pk, instructor=instructor)
        stored = Feedback.objects.create(
            script=call.script, consult=call, learner=call.learner, instructor=instructor, category="leisure"
        )
        rooms.complete(call, feedback_id=stored.pk)
    return stored.pk


async def ends(talk, **facts):
    assert await talk.next() == {"type": "consult.ended", **facts}
    assert await talk.code() == 4410


async def test_the_end_with_feedback_is_told_to_both_and_nobody_enters_again(taken, both, learner, instructor):
    number = await run(finish, consult=taken, instructor=instructor)
    for talk in both:
        await ends(talk, feedback_id=number, reason="finished")
    for user in (learner, instructor):
        again = await RoomTalk(path(taken), cookie=await session_of(user)).open()
        assert await again.code() == 4410


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda call, instructor: rooms.leave_room(consult=call), "learner_left"),
        (lambda call, instructor: rooms.drop_consult(consult=call, instructor=instructor), "dropped"),
        (lambda call, instructor: delete_account(user=User.objects.get(pk=instructor.pk)), "instructor_left"),
        (lambda call, instructor: delete_account(user=User.objects.get(pk=call.learner_id)), "learner_left"),
    ],
    ids=["leave", "drop", "instructor deleted", "learner deleted"],
)
async def test_every_other_end_is_told_at_once(taken, both, instructor, act, reason):
    await run(act, call=taken, instructor=instructor)
    await ends(both[0], feedback_id=None, reason=reason)
    await ends(both[1], feedback_id=None, reason=reason)


async def test_a_cancelled_request_closes_the_room_for_the_one_who_came(taken, come, instructor):
    alone = await come(instructor)
    await run(cancel_consult, consult=taken)
    await ends(alone, feedback_id=None, reason="cancelled")


async def test_nothing_passes_after_the_end(taken, both, instructor):
    await both[0].say({"type": "signal", "data": {"n": 1}})
    assert (await both[1].next())["type"] == "signal"
    await run(rooms.drop_consult, consult=taken, instructor=instructor)
    await both[0].say({"type": "signal", "data": {"n": 2}})
    await ends(both[1], feedback_id=None, reason="dropped")


async def test_an_end_between_the_seat_and_the_first_event_is_not_missed(taken, learner, instructor, monkeypatch):
    """The room closes after the socket was let in and before it follows the room."""
    number = {}

    async def late(topic, sink):
        if topic.startswith("consult."):
            number["is"] = await run(finish, consult=taken, instructor=instructor)
        await subscribe(topic, sink)

    subscribe = hub.subscribe
    monkeypatch.setattr(hub, "subscribe", late)
    talk = await RoomTalk(path(taken), cookie=await session_of(learner)).come_in()
    await ends(talk, feedback_id=number["is"], reason="finished")


async def test_a_socket_that_may_have_missed_the_end_looks(taken, both, instructor):
    await Consult.objects.filter(pk=taken.pk).aupdate(state="completed", ended_reason="dropped")  # nobody says so
    hub.publish(f"consult.{taken.pk}", {"type": "stale"})
    for talk in both:
        assert await talk.next() == {"type": "stale"}
        await ends(talk, feedback_id=None, reason="dropped")


async def test_a_socket_that_may_have_missed_something_learns_what_is_true(taken, both, learner):
    await Consult.objects.filter(pk=taken.pk).aupdate(script_visible=True)
    hub.publish(f"consult.{taken.pk}", {"type": "stale"})
    assert [await both[1].next() for _ in range(2)] == [{"type": "stale"}, {"type": "script.visible", "on": True}]
    await run(lambda: learner.presences.all().delete())  # the process of the learner's socket was killed
    hub.publish(f"consult.{taken.pk}", {"type": "room.look"})
    assert await both[1].next() == {"type": "peer.left"}


async def test_who_is_swept_away_with_a_dead_process_is_missed(taken, come, learner, instructor):
    """No good-bye was said: the socket was held by a process that was killed."""
    await run(making.here, user=learner, place=taken.place)
    alone = await come(instructor)
    assert alone.welcome["peer_present"] is True
    await run(lambda: making.here(learner, taken.place, seconds_ago=60))
    await run(upkeep.keep_order)
    assert await alone.next() == {"type": "peer.left"}


async def test_who_left_between_the_seat_and_the_first_event_is_missed(taken, both, come, learner, monkeypatch):
    async def late(topic, sink):
        if topic.startswith("consult."):
            await both[1].hang_up()
        await subscribe(topic, sink)

    subscribe = hub.subscribe
    monkeypatch.setattr(hub, "subscribe", late)
    talk = await come(learner)
    assert talk.welcome["peer_present"] is True
    assert await talk.next() == {"type": "peer.left"}


async def test_a_suspended_instructor_is_sent_out(both, instructor, settings):
    settings.SOCKET_RECHECK_SECONDS = 0.5
    await both[1].hang_up()
    talk = await RoomTalk(both[1].wire.scope["path"], cookie=await session_of(instructor)).come_in()
    await User.objects.filter(pk=instructor.pk).aupdate(role=User.Role.LEARNER)
    assert await talk.code() == 4403


async def test_the_end_by_upkeep_closes_the_room(taken, both, settings):
    settings.CONSULT_DESERTION_SECONDS = -60  # whoever was seen a minute ahead or less
    await run(upkeep.expire_absent)
    await ends(both[0], feedback_id=None, reason="instructor_left")
    assert (await stored(taken)).state == "completed"
