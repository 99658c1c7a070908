"""Who gets in, from which page, and what the others are told."""

from datetime import timedelta

import pytest
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from tests.sockets.talk import Talk, session_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_of_ours_is_let_in_by_its_cookie(learner):
    talk = await Talk(cookie=await session_of(learner)).open()
    assert talk.accepted
    assert await talk.hear() == {"type": "ready", "seq": 1}
    await talk.hang_up()


@pytest.mark.parametrize("cookie", [None, "", "nosuchsession", "ü", "x" * 4000])
async def test_the_anonymous_are_told_4401(cookie):
    talk = await Talk(cookie=cookie).open()
    assert await talk.code() == 4401


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://testserver.evil.example",
        "http://testserver:81",
        "ftp://testserver",
        "null",
        "",
        "testserver",
        "http://[::1",
        "http://",
        "\x00",
    ],
)
async def test_a_foreign_origin_is_refused_even_with_a_good_cookie(learner, origin):
    talk = await Talk(cookie=await session_of(learner), origin=origin).open()
    assert not talk.accepted


async def test_a_cookie_without_an_origin_is_refused(learner):
    talk = await Talk(cookie=await session_of(learner), origin=None).open()
    assert not talk.accepted


async def test_a_program_with_nothing_at_all_is_told_4401():
    talk = await Talk(origin=None).open()
    assert await talk.code() == 4401


async def test_the_default_port_may_be_named(learner):
    await (await Talk(cookie=await session_of(learner), origin="http://testserver:80").ready()).hang_up()


async def test_behind_https_a_page_without_it_is_foreign(learner, settings):
    settings.HTTPS = True
    cookie = await session_of(learner)
    assert not (await Talk(cookie=cookie).open()).accepted
    await (await Talk(cookie=cookie, origin="https://testserver").ready()).hang_up()


@pytest.mark.parametrize("origin", [None, "http://testserver"])
async def test_a_token_is_taken_and_its_protocol_answered(learner, origin):
    talk = await Talk(token=str(await _token(learner)), origin=origin).ready()
    assert talk.subprotocol == "bearer"
    await talk.hang_up()


async def test_a_token_does_not_open_the_door_for_a_foreign_page(learner):
    talk = await Talk(token=str(await _token(learner)), origin="http://evil.example").open()
    assert not talk.accepted


async def test_a_bad_token_is_not_helped_by_a_good_cookie(learner):
    talk = await Talk(token="not.a.token", cookie=await session_of(learner)).open()
    assert await talk.code() == 4401


@pytest.mark.parametrize("token", ["", "not.a.token", "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ."])
async def test_a_token_that_is_none_is_told_4401(learner, token):
    talk = await Talk(token=token, origin=None).open()
    assert talk.subprotocol == "bearer"
    assert await talk.code() == 4401


async def test_an_expired_token_is_told_4401(learner):
    token = await _token(learner)
    token.set_exp(lifetime=-timedelta(minutes=5))
    assert await (await Talk(token=str(token), origin=None).open()).code() == 4401


async def test_a_refresh_token_is_no_access_token(learner):
    token = await _token(learner, kind=RefreshToken)
    assert await (await Talk(token=str(token), origin=None).open()).code() == 4401


async def test_a_changed_password_ends_tokens_and_sessions(learner):
    token, cookie = str(await _token(learner)), await session_of(learner)
    learner.set_password("another-correct-horse")
    await learner.asave()
    assert await (await Talk(token=token, origin=None).open()).code() == 4401
    assert await (await Talk(cookie=cookie).open()).code() == 4401


async def test_a_deactivated_account_is_told_4401(learner):
    token, cookie = str(await _token(learner)), await session_of(learner)
    learner.is_active = False
    await learner.asave()
    assert await (await Talk(token=token, origin=None).open()).code() == 4401
    assert await (await Talk(cookie=cookie).open()).code() == 4401


async def test_a_deleted_account_is_told_4401(learner):
    token, cookie = str(await _token(learner)), await session_of(learner)
    await learner.adelete()
    assert await (await Talk(token=token, origin=None).open()).code() == 4401
    assert await (await Talk(cookie=cookie).open()).code() == 4401


@pytest.mark.parametrize("path", ["/ws/nothing/", "/", "/ws/me"])
async def test_an_unknown_address_is_told_4404(learner, path):
    assert await (await Talk(path, cookie=await session_of(learner)).open()).code() == 4404


async def _token(user, kind=AccessToken):
    from asgiref.sync import sync_to_async

    return await sync_to_async(kind.for_user)(user)
