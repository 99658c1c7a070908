"""Events of the line upon a snapshot of it are what a fresh look would show (P16)."""

import random

import pytest

from consults import events
from consults.models import Consult
from consults.services import line, rooms, upkeep
from consults.services.requests import cancel_consult, claim_consult, request_consult
from opickme.errors import DomainError
from tests.consults import making
from tests.consults.test_queue_socket import QUEUE, neutral, run, until
from tests.people import person
from tests.scripts.conftest import as_program
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(3))
async def test_events_upon_a_snapshot_are_a_fresh_look(transactional_db, instructor, rival, seed):
    """Whatever happens in whatever order: what the page has made of the events is what it would fetch."""
    chance = random.Random(seed)
    desk = await Talk(QUEUE, cookie=await session_of(rival)).ready()
    learners = [await run(person, f"learner{n}") for n in range(5)]
    shown = await run(snapshot, rival)
    for step in range(40):
        await run(happen, chance, chance.choice(learners), instructor)
        await run(line.tell_desk)
        mark = {"type": "queue.presence", "instructors_online": step + 100}
        await run(events_mark, step + 100)
        for event in await until(desk, mark):
            apply(shown, event)
        assert in_order(shown) == in_order(await run(snapshot, rival)), step
    await desk.hang_up()


def events_mark(number):
    """Say something that no count says, after all that was said before."""
    events.queue_presence(number)


def snapshot(user):
    rows = as_program(user).get("/api/v1/consults/", {"page_size": 100}).json()["results"]
    return {row["id"]: row for row in rows if row["state"] == "waiting"}


def apply(shown, event):
    if event["type"] == "queue.added":
        shown[event["consult"]["id"]] = event["consult"]
    elif event["type"] == "queue.removed":
        shown.pop(event["id"], None)


def in_order(shown):
    """As a dashboard shows it; what does not change is compared whole."""
    rows = sorted(map(neutral, shown.values()), key=lambda row: (row["queued_at"], row["id"]))
    return [{key: row[key] for key in ("id", "state", "script", "learner", "created_at", "queued_at")} for row in rows]


def happen(chance, learner, instructor):
    """Something that people do, or that time does."""
    consult = Consult.objects.filter(open_learner=learner).first()
    act = chance.choice(["ask", "cancel", "claim", "leave", "drop", "gone", "deserted"])
    try:
        if consult is None:
            past = Consult.objects.asked_by(learner).first()
            if past is not None and chance.random() < 0.7:
                request_consult(learner=learner, script=past.script)
            else:
                making.consult(learner)
        elif act == "cancel":
            cancel_consult(consult=consult)
        elif act == "claim":
            claim_consult(instructor=instructor, consult=consult)
        elif act == "leave":
            rooms.leave_room(consult=consult)
        elif act == "drop":
            rooms.drop_consult(consult=consult, instructor=instructor)
        elif act == "gone":
            making.change(consult, learner_seen_at=making.ago(1000))
            upkeep.keep_order()
        elif act == "deserted":
            making.change(consult, instructor_seen_at=making.ago(1000))
            upkeep.keep_order()
    except DomainError:
        pass  # refused: nothing may change
