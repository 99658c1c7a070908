"""A socket ends with the right to it."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from opickme import hub
from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_logging_out_closes_the_sockets_of_that_session_only(learner):
    browser = Client()
    await sync_to_async(browser.force_login)(learner)
    here = await Talk(cookie=browser.cookies["sessionid"].value).ready()
    there = await Talk(cookie=await session_of(learner)).ready()
    program = await Talk(token=str(await sync_to_async(AccessToken.for_user)(learner)), origin=None).ready()
    await sync_to_async(browser.post)("/accounts/logout/")
    assert await here.code() == 4401
    hub.publish(f"user.{learner.pk}", {"type": "script.updated", "id": 1, "state": "done"})
    for still_open in (there, program):
        assert await still_open.hear() == {"type": "script.updated", "id": 1, "state": "done", "seq": 2}
        await still_open.hang_up()


async def test_nobody_can_close_the_socket_of_another(learner, other_learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    browser = Client()
    await sync_to_async(browser.force_login)(other_learner)
    await sync_to_async(browser.post)("/accounts/logout/")
    await talk.say({"type": "ping"})
    assert (await talk.hear())["type"] == "pong"
    await talk.hang_up()


@pytest.fixture
def _soon(settings):
    """Look again after half a second."""
    settings.SOCKET_RECHECK_SECONDS = 0.5


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize("by_token", [True, False])
async def test_a_deactivated_account_is_cut_off(learner, by_token):
    token = str(await sync_to_async(AccessToken.for_user)(learner)) if by_token else None
    talk = await Talk(token=token, cookie=await session_of(learner)).ready()
    learner.is_active = False
    await learner.asave()
    assert await talk.code() == 4401


@pytest.mark.usefixtures("_soon")
async def test_a_changed_password_cuts_off(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    learner.set_password("another-correct-horse")
    await learner.asave()
    assert await talk.code() == 4401


@pytest.mark.usefixtures("_soon")
async def test_an_expired_session_cuts_off(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    await Session.objects.all().adelete()
    assert await talk.code() == 4401


async def test_the_end_of_a_token_cuts_off_without_waiting_for_the_next_look(learner, settings):
    settings.SOCKET_RECHECK_SECONDS = 3600
    token = await sync_to_async(AccessToken.for_user)(learner)
    token.set_exp(lifetime=timedelta(seconds=-28))  # two seconds of the leeway are left
    talk = await Talk(token=str(token), origin=None).ready()
    assert await talk.code() == 4401


@pytest.mark.usefixtures("_soon")
async def test_who_may_stay_stays(learner):
    talk = await Talk(cookie=await session_of(learner)).ready()
    assert await talk.wire.receive_nothing(timeout=1.2)
    await talk.say({"type": "ping"})
    assert (await talk.hear())["type"] == "pong"
    await talk.hang_up()
