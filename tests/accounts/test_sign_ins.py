"""What is known of a person's browsers and programs: since when, of which kind, and whether they are still let in."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import AsyncClient, Client
from django.utils import timezone

from accounts import browsers, services, sessions, sign_ins, tokens
from accounts.export import _account
from accounts.models import SignIn
from tests.people import PASSWORD

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
KAKAO = (
    "Mozilla/5.0 (Linux; Android 14; SM-S918N) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 "
    "Mobile Safari/537.36;KAKAOTALK 2410830"
)
WHALE = f"{CHROME.removesuffix(' Safari/537.36')} Whale/3.27.254.15 Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)


def log_in(user, agent=CHROME):
    browser = Client(headers={"accept-language": "en", "user-agent": agent})
    browser.post("/accounts/login/", {"username": user.username, "password": PASSWORD})
    return browser


def opened(user):
    user.refresh_from_db()
    return [row.is_open for row in sign_ins.latest(user)]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, ("Chrome", "Windows")),
        (CHROME + " Edg/126.0", ("Edge", "Windows")),
        (WHALE, ("Whale", "Windows")),
        (KAKAO, ("KakaoTalk", "Android")),
        (SAFARI, ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Linux")),
        ("", ("", "")),
        ("\x00" * 100_000 + "Chrome/1", ("", "")),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent, words):
    assert browsers.named(agent) == words


def test_a_log_in_is_noted_in_two_words_and_nothing_more(learner):
    log_in(learner)
    (row,) = sign_ins.latest(learner)
    assert (row.sign_in.browser, row.sign_in.system, row.is_open) == ("Chrome", "Windows", True)
    kept = {field.name for field in SignIn._meta.get_fields()}
    assert kept == {"id", "user", "session_key", "auth_hash", "browser", "system", "signed_in_at", "used_at"}


def test_logging_out_a_new_password_and_an_expired_session_show(learner):
    first, second, _third = log_in(learner), log_in(learner, SAFARI), log_in(learner)
    assert opened(learner) == [True, True, True]
    first.post("/accounts/logout/")
    assert opened(learner) == [True, True, False]
    new = {"password": PASSWORD, "new_password": "another-correct-horse"}
    assert second.post("/accounts/password/", new).status_code == 302
    assert opened(learner) == [False, True, False]  # the one that changed it goes on, under a new key
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert opened(learner) == [False, False, False]


def test_a_program_that_asks_for_tokens_is_counted_and_is_no_session(client, learner):
    client.force_login(learner)
    for _ in range(2):
        client.post(
            "/api/v1/auth/token/", {"username": "learner", "password": PASSWORD}, content_type="application/json"
        )
    assert (len(sign_ins.latest(learner)), sign_ins.open_tokens(learner)) == (1, 2)
    services.change_password(user=learner, password="another-correct-horse")
    assert sign_ins.open_tokens(learner) == 0


def age(user, **by):
    """As if the last use had been noted so long ago."""
    sessions._noted.clear()
    user.sign_ins.update(used_at=timezone.now() - timedelta(**by))


def test_a_use_is_noted_now_and_then_and_not_with_every_page(learner):
    browser = log_in(learner)
    age(learner, hours=3)
    assert browser.get("/accounts/profile/").status_code == 200
    used = learner.sign_ins.get().used_at
    assert timezone.now() - used < timedelta(minutes=1)
    browser.get("/accounts/profile/")
    assert learner.sign_ins.get().used_at == used


@pytest.mark.django_db(transaction=True)
async def test_a_use_is_noted_where_requests_are_served_asynchronously(learner):
    client = AsyncClient()
    await client.aforce_login(learner)
    sessions._noted.clear()
    await learner.sign_ins.aupdate(used_at=timezone.now() - timedelta(hours=3))
    assert (await client.get("/accounts/profile/")).status_code == 200
    assert timezone.now() - (await learner.sign_ins.aget()).used_at < timedelta(minutes=1)


def test_what_is_remembered_in_a_process_is_bounded(monkeypatch, learner):
    monkeypatch.setattr(sessions, "REMEMBERED", 3)
    for _ in range(5):
        log_in(learner)
    assert len(sessions._noted) == 3


def test_somebody_else_at_the_same_browser_has_a_sign_in_of_their_own(learner, other_learner):
    browser = log_in(learner)
    browser.get("/accounts/profile/")
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"username": other_learner.username, "password": PASSWORD})
    browser.force_login(learner)  # without logging out in between
    browser.get("/accounts/profile/")
    assert opened(learner) == [True, False]
    assert opened(other_learner) == [False]


def test_housekeeping_forgets_what_has_run_out(learner, other_learner):
    log_in(learner)
    log_in(other_learner)
    age(learner, seconds=settings.SESSION_COOKIE_AGE + sign_ins.USED_SECONDS + 60)
    sign_ins.forget_old()
    assert list(SignIn.objects.values_list("user", flat=True)) == [other_learner.pk]


def test_it_is_handed_out_and_goes_with_the_account(learner, other_learner):
    log_in(learner, KAKAO)
    log_in(other_learner)
    (part,) = _account(learner).chunks()
    assert b'"browser": "KakaoTalk"' in part
    assert b"session_key" not in part
    services.delete_account(user=learner)
    assert (SignIn.objects.count(), Session.objects.count()) == (1, 1)


def test_all_sessions_and_tokens_end_at_once_and_a_new_log_in_works(learner, other_learner, staff, api):
    here, there, other = log_in(learner), log_in(learner), log_in(other_learner)
    pair = tokens.issue(user=learner)
    services.end_sessions(user=learner, author=staff)
    for browser in (here, there):
        assert browser.get("/accounts/profile/").status_code == 302
    assert api.get("/api/v1/users/me/", HTTP_AUTHORIZATION=f"Bearer {pair['access']}").status_code == 401
    assert api.post("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]}).status_code == 401
    assert other.get("/accounts/profile/").status_code == 200
    assert (opened(learner), sign_ins.open_tokens(learner)) == ([False, False], 0)
    assert log_in(learner).get("/accounts/profile/").status_code == 200
    learner.refresh_from_db()
    fresh = tokens.rotate(tokens.issue(user=learner)["refresh"])
    assert api.get("/api/v1/users/me/", HTTP_AUTHORIZATION=f"Bearer {fresh['access']}").status_code == 200


def test_ending_them_needs_no_list_of_what_is_open(learner, staff):
    """A session of before sign-ins were noted ends, too."""
    browser = log_in(learner)
    SignIn.objects.all().delete()
    services.end_sessions(user=learner, author=staff)
    assert browser.get("/accounts/profile/").status_code == 302


def test_clearing_sessions_leaves_those_that_are_open(learner):
    browser = log_in(learner)
    call_command("clearsessions")
    assert browser.get("/accounts/profile/").status_code == 200
