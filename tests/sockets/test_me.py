"""`/ws/me/`: each gets the own events, and nobody else's."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from opickme import hub
from scripts import events
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_committed_change_arrives(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    await sync_to_async(events.script_updated)(learner_id=learner.pk, script_id=5, state="done")
    assert await talk.hear() == {"type": "script.updated", "id": 5, "state": "done", "seq": 2}
    await talk.hang_up()


async def test_a_change_that_is_rolled_back_is_never_told(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()

    def fail():
        with transaction.atomic():
            events.script_updated(learner_id=learner.pk, script_id=5, state="done")
            transaction.set_rollback(True)
        events.script_updated(learner_id=learner.pk, script_id=6, state="failed")

    await sync_to_async(fail)()
    assert (await talk.hear())["id"] == 6
    await talk.hang_up()


async def test_nothing_of_another_person_arrives(learner, other_learner):
    mine = await Talk(cookie=await session_of(learner)).ready()
    theirs = await Talk(cookie=await session_of(other_learner)).ready()
    hub.publish(f"user.{learner.pk}", {"type": "script.updated", "id": 1, "state": "done"})
    assert (await mine.hear())["id"] == 1
    hub.publish(f"user.{other_learner.pk}", {"type": "script.updated", "id": 2, "state": "done"})
    assert (await theirs.hear()) == {"type": "script.updated", "id": 2, "state": "done", "seq": 2}
    assert await mine.wire.receive_nothing(timeout=0.1)
    await mine.hang_up()
    await theirs.hang_up()


async def test_every_page_of_a_person_gets_it(learner):
    cookie = await session_of(learner)
    pages = [await Talk(cookie=cookie).ready() for _ in range(3)]
    hub.publish(f"user.{learner.pk}", {"type": "script.updated", "id": 1, "state": "done"})
    assert {(await page.hear())["id"] for page in pages} == {1}
    await asyncio.gather(*(page.hang_up() for page in pages))


async def test_order_and_numbers_are_kept(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    for number in range(50):
        hub.publish(f"user.{learner.pk}", {"type": "script.updated", "id": number, "state": "done"})
    heard = [await talk.hear() for _ in range(50)]
    assert [(frame["id"], frame["seq"]) for frame in heard] == [(n, n + 2) for n in range(50)]
    await talk.hang_up()
