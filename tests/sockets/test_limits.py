"""How many sockets one may hold, and how much may wait for one."""

import pytest

from opickme import hub
from opickme.sockets.base import by_address, by_user
from opickme.sockets.frames import Close
from opickme.sockets.limits import Bucket
from opickme.sockets.outbox import QUEUED_FRAMES, Outbox
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_the_sixth_socket_of_a_person_is_refused_until_one_is_left(learner, other_learner):
    cookie = await session_of(learner)
    held = [await Talk(cookie=cookie).ready() for _ in range(5)]
    assert await (await Talk(cookie=cookie).open()).code() == 4429
    await (await Talk(cookie=await session_of(other_learner)).ready()).hang_up()
    await held.pop().hang_up()
    held.append(await Talk(cookie=cookie).ready())
    for talk in held:
        await talk.hang_up()
    assert by_user.total() == 0


async def test_one_address_holds_only_so_many(learner, other_learner, settings):
    settings.SOCKETS_PER_ADDRESS = 2
    first = await Talk(cookie=await session_of(learner)).ready()
    second = await Talk(cookie=await session_of(other_learner)).ready()
    assert not (await Talk().open()).accepted
    elsewhere = await Talk(cookie=await session_of(learner), address="192.0.2.2").ready()
    await first.hang_up()
    third = await Talk(cookie=await session_of(learner)).ready()
    for talk in (second, elsewhere, third):
        await talk.hang_up()
    assert by_address.total() == 0


async def test_the_refused_leave_no_trace(learner):
    for talk in (Talk(), Talk(cookie="x"), Talk(origin="http://evil.example"), Talk("/ws/none/")):
        await talk.open()
    assert (by_address.total(), by_user.total()) == (0, 0)


async def test_a_claimed_address_is_not_believed(learner, settings):
    settings.SOCKETS_PER_ADDRESS = 1
    first = await Talk(cookie=await session_of(learner)).ready()
    second = Talk(cookie=await session_of(learner))
    second.wire.scope["headers"].append((b"x-forwarded-for", b"203.0.113.9"))
    assert not (await second.open()).accepted
    await first.hang_up()


async def test_a_client_that_does_not_read_is_cut_off():
    sent = []

    async def send(message):
        sent.append(message)

    outbox = Outbox(send)
    for number in range(QUEUED_FRAMES + 5):
        outbox.push({"type": "script.updated", "id": number})
    await outbox.run()
    assert sent == [{"type": "websocket.close", "code": Close.TRY_AGAIN}]


async def test_what_a_socket_followed_is_forgotten_with_it(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    await talk.hang_up()
    assert not (await hub.start())._sinks


def test_a_bucket_fills_again():
    bucket = Bucket(rate=20, burst=60, now=0)
    assert [bucket.take(0) for _ in range(61)] == [True] * 60 + [False]
    assert [bucket.take(0.1) for _ in range(3)] == [True, True, False]
    assert [bucket.take(1000) for _ in range(61)].count(True) == 60
