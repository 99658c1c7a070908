"""`/ws/queue/`: what instructors' dashboards are told."""

import pytest
from asgiref.sync import sync_to_async

from accounts.models import Presence, User
from consults.models import Consult
from consults.services import line, rooms, upkeep
from consults.services.requests import cancel_consult, claim_consult
from tests.consults import making
from tests.people import person
from tests.scripts.conftest import as_program
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/ws/queue/"
State = Consult.State


@pytest.fixture
async def desk(transactional_db, instructor):
    """An instructor's dashboard, after it was told that it is the only one."""
    talk = await Talk(QUEUE, cookie=await session_of(instructor)).ready()
    assert await told(talk) == {"type": "queue.presence", "instructors_online": 1}
    yield talk
    await talk.hang_up()


async def told(talk):
    frame = await talk.hear()
    del frame["seq"]
    return frame


async def until(talk, wanted):
    """Take frames until `wanted` comes; return what came before."""
    before = []
    while (frame := await told(talk)) != wanted:
        before.append(frame)
    return before


async def run(act, *arguments, **facts):
    return await sync_to_async(act)(*arguments, **facts)


async def test_a_request_stands_in_the_dashboard_as_the_api_tells_it(desk, learner, instructor):
    consult = await run(making.consult, learner)
    added = neutral((await told(desk))["consult"])
    (row,) = (await run(as_program(instructor).get, "/api/v1/consults/")).json()["results"]
    assert added == neutral(row)
    await run(cancel_consult, consult=consult)
    assert await told(desk) == {"type": "queue.removed", "id": str(consult.pk)}


async def test_a_row_vanishes_everywhere_when_it_is_taken(desk, learner, rival):
    other = await Talk(QUEUE, cookie=await session_of(rival)).ready()
    await until(desk, {"type": "queue.presence", "instructors_online": 2})
    consult = await run(making.consult, learner)
    await run(claim_consult, instructor=rival, consult=consult)
    for talk in (desk, other):
        await until(talk, {"type": "queue.removed", "id": str(consult.pk)})
        assert await told(talk) == {"type": "queue.presence", "instructors_online": 1}  # the rival is busy now
    await run(rooms.drop_consult, consult=await Consult.objects.aget(), instructor=rival)
    assert await told(desk) == {"type": "queue.presence", "instructors_online": 2}
    await other.hang_up()
    assert await told(desk) == {"type": "queue.presence", "instructors_online": 1}


async def test_a_request_that_ran_out_vanishes(desk, learner):
    consult = await run(making.consult, learner, learner_seen_at=making.ago(1000))
    assert (await told(desk))["type"] == "queue.added"
    await run(upkeep.keep_order)
    assert await told(desk) == {"type": "queue.removed", "id": str(consult.pk)}


async def test_a_dashboard_of_a_dead_process_is_not_counted_for_long(desk, rival):
    await run(making.here, rival, line.DESK)
    await run(line.tell_desk)
    assert await told(desk) == {"type": "queue.presence", "instructors_online": 2}
    await Presence.objects.filter(user=rival).aupdate(seen_at=making.ago(60))
    await run(upkeep.keep_order)
    assert await told(desk) == {"type": "queue.presence", "instructors_online": 1}


async def test_many_who_come_at_once_are_told_of_once(desk):
    crowd = []
    for n in range(10):
        user = await run(person, f"teacher{n}", role=User.Role.INSTRUCTOR)
        crowd.append(Talk(QUEUE, cookie=await session_of(user), address=f"192.0.2.{n + 10}"))
    for talk in crowd:
        await talk.ready()
    frames = await until(desk, {"type": "queue.presence", "instructors_online": 11})
    assert len(frames) < 5
    for talk in crowd:
        await talk.hang_up()


async def test_only_instructors_come_in(learner, staff):
    for user in (learner, staff):
        assert await (await Talk(QUEUE, cookie=await session_of(user)).open()).code() == 4403
    assert await (await Talk(QUEUE).open()).code() == 4401
    for origin in ("http://evil.example", "null", None):
        assert not (await Talk(QUEUE, cookie=await session_of(staff), origin=origin).open()).accepted


async def test_an_instructor_who_is_none_any_more_is_sent_away(instructor, settings):
    settings.SOCKET_RECHECK_SECONDS = 0.5
    talk = await Talk(QUEUE, cookie=await session_of(instructor)).ready()
    await User.objects.filter(pk=instructor.pk).aupdate(role=User.Role.LEARNER)
    assert await talk.code() == 4403
    await talk.hang_up()


async def test_nobody_writes_into_the_line(desk, learner):
    for frame in ({"type": "queue.removed", "id": "x"}, {"type": "queue.added", "consult": {}}, {"type": "signal"}):
        await desk.say(frame)
        assert await told(desk) == {"type": "error", "code": "unknown_type"}


async def test_the_learner_hears_the_place_and_who_took_it(learner, other_learner, instructor):
    first = await run(making.consult, learner)
    page = await Talk("/ws/me/", cookie=await session_of(other_learner)).ready()
    second = await run(making.consult, other_learner)
    news = {"type": "consult.updated", "id": str(second.pk)}
    assert await told(page) == {**news, "state": "waiting", "position": 2}
    await run(cancel_consult, consult=first)
    assert await told(page) == {**news, "state": "waiting", "position": 1}
    await run(claim_consult, instructor=instructor, consult=second)
    assert await told(page) == {**news, "state": "matched", "position": None}
    await page.hang_up()


async def test_nothing_of_another_learner_arrives(learner, other_learner):
    page = await Talk("/ws/me/", cookie=await session_of(other_learner)).ready()
    await run(cancel_consult, consult=await run(making.consult, learner))
    assert await page.wire.receive_nothing(timeout=0.1)
    await page.hang_up()


def neutral(row):
    """Without the name in the language of the one who asked: a page takes it from `topic_names`."""
    return {**row, "script": {key: value for key, value in row["script"].items() if key != "topic_name"}}
