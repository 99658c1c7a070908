"""A suspended person is out at once, everywhere, and whoever was in a consult with them is told."""

import pytest
from asgiref.sync import sync_to_async

from accounts import services, tokens
from accounts.models import User
from consults.models import Consult
from tests.consults import making
from tests.people import PASSWORD
from tests.race import at_once
from tests.sockets.talk import Talk, session_of

State, Reason = Consult.State, Consult.Reason


def test_pages_log_in_and_tokens_are_closed(client, api, learner, staff):
    client.force_login(learner)
    pair = tokens.issue(user=learner)
    assert services.suspend(user=learner, author=staff)
    assert client.get("/accounts/profile/").status_code == 302
    client.post("/accounts/login/", {"username": "learner", "password": PASSWORD})
    assert client.get("/accounts/profile/").status_code == 302
    assert api.get("/api/v1/users/me/", HTTP_AUTHORIZATION=f"Bearer {pair['access']}").status_code == 401
    assert api.post("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]}).status_code == 401


def test_let_in_again_what_was_ended_stays_ended(client, api, learner, staff):
    client.force_login(learner)
    pair = tokens.issue(user=learner)
    services.suspend(user=learner, author=staff)
    assert services.let_in(user=learner, author=staff)
    assert client.get("/accounts/profile/").status_code == 302
    assert api.post("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]}).status_code == 401
    client.post("/accounts/login/", {"username": "learner", "password": PASSWORD})
    assert client.get("/accounts/profile/").status_code == 200


def test_twice_is_told(learner, staff):
    assert [services.suspend(user=learner, author=staff) for _ in range(2)] == [True, False]
    assert [services.let_in(user=learner, author=staff) for _ in range(2)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_does_it(learner, staff):
    ends = at_once([lambda: services.suspend(user=User.objects.get(pk=learner.pk), author=staff)] * 4)
    assert sorted(ends) == [False, False, False, True]
    learner.refresh_from_db()
    assert (learner.is_active, learner.session_epoch) == (False, 1)


@pytest.mark.django_db(transaction=True)
def test_half_of_it_is_nothing(learner, staff, monkeypatch):
    monkeypatch.setattr(services, "_on_suspension", list(services._on_suspension))

    @services.on_suspension
    def broken(*, user):
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        services.suspend(user=User.objects.get(pk=learner.pk), author=staff)
    learner.refresh_from_db()
    assert (learner.is_active, learner.session_epoch) == (True, 0)


@pytest.mark.django_db(transaction=True)
async def test_open_sockets_close_at_once(learner, other_learner, staff, settings):
    settings.SOCKET_RECHECK_SECONDS = 3600
    here = await Talk(cookie=await session_of(learner)).ready()
    access = (await sync_to_async(tokens.issue)(user=learner))["access"]
    program = await Talk(token=access, origin=None).ready()
    other = await Talk(cookie=await session_of(other_learner)).ready()
    await sync_to_async(services.suspend)(user=learner, author=staff)
    assert [await here.code(), await program.code()] == [4401, 4401]
    await other.say({"type": "ping"})
    assert (await other.hear())["type"] == "pong"
    await other.hang_up()


def test_a_learner_leaves_the_line(learner, other_learner, instructor, staff):
    mine, behind = making.consult(learner), making.consult(other_learner)
    services.suspend(user=learner, author=staff)
    mine.refresh_from_db()
    behind.refresh_from_db()
    assert (mine.state, mine.ended_reason, mine.open_learner) == (State.EXPIRED, Reason.ABSENT, None)
    assert behind.state == State.WAITING


@pytest.mark.parametrize(
    ("begun", "who", "state", "reason"),
    [
        (False, "learner", State.EXPIRED, Reason.ABSENT),
        (True, "learner", State.COMPLETED, Reason.LEARNER_LEFT),
        (False, "instructor", State.EXPIRED, Reason.INSTRUCTOR_LEFT),
        (True, "instructor", State.COMPLETED, Reason.INSTRUCTOR_LEFT),
    ],
)
def test_a_consult_ends_as_if_its_person_had_gone(learner, instructor, staff, begun, who, state, reason):
    consult = (making.called if begun else making.claimed)(learner, instructor)
    services.suspend(user={"learner": learner, "instructor": instructor}[who], author=staff)
    consult.refresh_from_db()
    assert (consult.state, consult.ended_reason) == (state, reason)
    assert (consult.open_learner, consult.open_instructor) == (None, None)
