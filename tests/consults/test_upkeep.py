"""What people who are gone leave behind is cleared away. Time passes by changing the rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import presence
from consults.exceptions import LearnerGone
from consults.models import Consult
from consults.services import line, upkeep
from consults.services.requests import claim_consult
from tests import signs
from tests.consults import making
from tests.people import person
from tests.services import redis_server

__all__ = ["redis_server"]

State, Reason = Consult.State, Consult.Reason
LONG = 100_000


@pytest.fixture(autouse=True, params=["rows", "redis"])
def _kept(request, settings, db):
    signs.keep_in(request, settings)


def facts(consult):
    now = Consult.objects.get(pk=consult.pk)
    return now.state, now.ended_reason, now.is_settled


@pytest.fixture
def grace(settings):
    return settings.CONSULT_GRACE_SECONDS


def test_a_learner_who_is_gone_leaves_the_line(learner, other_learner, grace):
    gone = making.consult(learner, learner_seen_at=making.ago(grace + 1))
    behind = making.consult(other_learner, learner_seen_at=making.ago(grace - 5))
    upkeep.keep_order()
    assert facts(gone) == (State.EXPIRED, Reason.ABSENT, True)
    assert (facts(behind)[0], line.position_of(behind)) == (State.WAITING, 1)
    assert making.consult(learner).state == State.WAITING  # and may ask again


def test_the_time_until_then_is_below_a_minute(grace):
    dead_connection, between_sweeps = 15, 10  # opickme.serving.server; scripts.management.commands.worker
    assert dead_connection + grace + between_sweeps <= 60


@pytest.mark.parametrize("place", ["site", "consult.x"])
def test_who_has_a_page_open_stays_in_line(learner, place):
    waiting = making.consult(learner, learner_seen_at=making.ago(LONG))
    making.here(learner, place)
    upkeep.keep_order()
    assert facts(waiting)[0] == State.WAITING
    presence.leave(user_id=learner.pk, place=place, holder="test")
    upkeep.keep_order()
    assert facts(waiting)[0] == State.WAITING  # the grace begins with the last sign of life


def test_a_socket_of_a_dead_process_holds_nobody_in_line(learner, grace):
    waiting = making.consult(learner, learner_seen_at=making.ago(LONG))
    making.here(learner, "site", seconds_ago=signs.ALIVE - 5)  # looks alive, was renewed long ago
    upkeep.note_signs_of_life()
    seen = Consult.objects.get(pk=waiting.pk).learner_seen_at
    assert seen < making.ago(signs.ALIVE - 6)
    signs.age(10)
    making.change(waiting, learner_seen_at=making.ago(grace + 1))
    upkeep.keep_order()
    assert facts(waiting)[0] == State.EXPIRED


def test_who_asks_over_the_api_alone_stays_in_line(learner, learner_api, grace):
    waiting = making.consult(learner, learner_seen_at=making.ago(grace - 1))
    assert learner_api.get(f"/api/v1/consults/{waiting.pk}/").json()["state"] == "waiting"
    assert Consult.objects.get().learner_seen_at > making.ago(5)
    making.change(waiting, learner_seen_at=making.ago(grace - 1))
    assert learner_api.get("/api/v1/consults/").json()["results"][0]["state"] == "waiting"
    assert Consult.objects.get().learner_seen_at > making.ago(5)


def test_nobody_is_led_into_an_empty_room(learner, instructor, instructor_api, grace):
    """The learner left, and no sweep has come yet."""
    waiting = making.consult(learner, learner_seen_at=making.ago(grace + 1))
    with pytest.raises(LearnerGone):
        claim_consult(instructor=instructor, consult=waiting)
    assert facts(waiting) == (State.EXPIRED, Reason.ABSENT, True)
    refused = instructor_api.post(f"/api/v1/consults/{waiting.pk}/claim/")
    assert (refused.status_code, refused.json()["code"]) == (409, "learner_left")
    assert claim_consult(instructor=instructor, consult=making.consult(learner)).state == State.MATCHED


def test_a_learner_with_a_page_open_can_be_taken_whatever_the_last_note(learner, instructor):
    waiting = making.consult(learner, learner_seen_at=making.ago(LONG))
    making.here(learner, "site")
    assert claim_consult(instructor=instructor, consult=waiting).state == State.MATCHED


def test_an_instructor_who_never_comes_lets_go(learner, instructor, settings):
    patience = settings.CONSULT_PATIENCE_SECONDS
    taken = making.claimed(learner, instructor, instructor_seen_at=making.ago(patience - 10))
    upkeep.keep_order()
    assert facts(taken)[0] == State.MATCHED
    making.change(taken, instructor_seen_at=making.ago(patience + 1))
    upkeep.keep_order()
    assert facts(taken) == (State.EXPIRED, Reason.INSTRUCTOR_LEFT, True)


@pytest.mark.parametrize(
    ("left", "reason", "drafted", "settled"),
    [
        ("learner", Reason.LEARNER_LEFT, True, False),
        ("learner", Reason.LEARNER_LEFT, False, False),
        ("instructor", Reason.INSTRUCTOR_LEFT, True, False),
        ("both", Reason.INSTRUCTOR_LEFT, True, False),
        ("both", Reason.INSTRUCTOR_LEFT, False, True),
    ],
)
def test_a_deserted_call_is_closed_and_keeps_its_draft(learner, instructor, settings, left, reason, drafted, settled):
    call = making.called(learner, instructor)
    if drafted:
        making.change(call, draft=making.HTML, draft_at=making.ago(900))
    away = making.ago(settings.CONSULT_DESERTION_SECONDS + 1)
    who = ["learner", "instructor"] if left == "both" else [left]
    making.change(call, **{f"{role}_seen_at": away for role in who})
    upkeep.keep_order()
    assert facts(call) == (State.COMPLETED, reason, settled)
    assert Consult.objects.get().draft == (making.HTML if drafted else "")
    assert Consult.objects.taken_by(instructor).unfinished().exists() is not settled


def test_who_sits_in_the_room_deserts_nothing(learner, instructor):
    call = making.called(learner, instructor, learner_seen_at=making.ago(LONG), instructor_seen_at=making.ago(LONG))
    for user in (learner, instructor):
        making.here(user, call.place)
    upkeep.keep_order()
    assert facts(call)[0] == State.IN_PROGRESS
    seen = Consult.objects.get()
    assert min(seen.learner_seen_at, seen.instructor_seen_at) > making.ago(10)


def test_who_is_in_another_room_is_not_in_this_one(learner, instructor, settings):
    away = making.ago(settings.CONSULT_DESERTION_SECONDS + 1)
    call = making.called(learner, instructor, instructor_seen_at=away)
    making.here(instructor, "consult.00000000-0000-0000-0000-000000000000")
    upkeep.keep_order()
    assert facts(call)[1] == Reason.INSTRUCTOR_LEFT


def test_it_asks_as_often_for_many_as_for_one(learner, instructor):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            upkeep.keep_order()
        return len(queries)

    making.called(learner, instructor)
    making.consult(person("first"))
    one = cost()
    for n in range(6):
        making.called(person(f"called{n}"), person(f"teacher{n}", role="instructor"))
        making.consult(person(f"more{n}"))
    assert cost() == one


def test_workers_and_web_processes_both_do_it():
    from opickme.sockets import attendance
    from scripts.services import workers

    assert upkeep.keep_order in workers._on_beat
    assert upkeep.keep_order in attendance._on_beat
