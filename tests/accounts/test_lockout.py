"""Ten wrong passwords: that account waits, at that address."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import AsyncClient, Client
from django.utils import timezone

from tests.people import PASSWORD, person

PAGE = "/accounts/login/"
API = "/api/v1/auth/token/"
HERE, THERE = "192.0.2.1", "192.0.2.2"


def by_page(username, password, address=HERE, **more):
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    return client.post(PAGE, {"username": username, "password": password}, **more)


def by_api(username, password, address=HERE, **more):
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    body = {"username": username, "password": password}
    return client.post(API, body, content_type="application/json", **more)


WAYS = pytest.mark.parametrize(("way", "wrong", "right"), [(by_page, 200, 302), (by_api, 401, 200)])


def fail(way, times, username="learner", **more):
    return [way(username, f"wrong-{n}", **more).status_code for n in range(times)]


@WAYS
def test_the_tenth_wrong_password_locks_also_the_right_one(learner, way, wrong, right):
    assert fail(way, 10) == [wrong] * 9 + [429]
    assert way("learner", PASSWORD).status_code == 429


@WAYS
def test_the_person_at_another_address_is_not_locked_out(learner, way, wrong, right):
    fail(way, 12)
    assert way("learner", PASSWORD, address=THERE).status_code == right


@WAYS
def test_other_people_at_the_same_address_are_not_locked_out(learner, other_learner, way, wrong, right):
    fail(way, 12)
    assert way("other.learner", PASSWORD).status_code == right


@WAYS
def test_pages_and_api_share_one_counter_over_all_spellings(learner, way, wrong, right):
    for spelling in ("learner", "Learner", " LEARNER", "ｌｅａｒｎｅｒ", "learneR"):
        assert by_page(spelling, "wrong").status_code == 200
        by_api(spelling, "wrong")
    assert way("learner", PASSWORD).status_code == 429


@WAYS
def test_a_made_up_forwarded_address_does_not_help(learner, way, wrong, right):
    for n in range(10):
        way("learner", "wrong", headers={"x-forwarded-for": f"203.0.113.{n}"})
    assert way("learner", PASSWORD, headers={"x-forwarded-for": "203.0.113.99"}).status_code == 429


@WAYS
def test_behind_a_proxy_its_word_counts_and_the_clients_does_not(learner, settings, way, wrong, right):
    settings.TRUSTED_PROXIES = 1
    for n in range(10):
        way("learner", "wrong", headers={"x-forwarded-for": f"203.0.113.{n}, 198.51.100.7"})
    assert way("learner", PASSWORD, headers={"x-forwarded-for": "1.1.1.1, 198.51.100.7"}).status_code == 429
    assert way("learner", PASSWORD, headers={"x-forwarded-for": "198.51.100.7, 198.51.100.8"}).status_code == right


@WAYS
def test_another_browser_or_another_address_of_the_same_ipv6_network_does_not_help(learner, way, wrong, right):
    for n in range(10):
        way("learner", "wrong", address=f"2001:db8:1:1::{n:x}", headers={"user-agent": f"browser {n}"})
    assert way("learner", PASSWORD, address="2001:db8:1:1:ffff::1").status_code == 429
    assert way("learner", PASSWORD, address="2001:db8:1:2::1").status_code == right


@WAYS
def test_names_that_nobody_has_are_counted_the_same(db, way, wrong, right):
    assert fail(way, 10, username="nobody.here") == [wrong] * 9 + [429]


@WAYS
def test_logging_in_forgets_earlier_failures(learner, way, wrong, right):
    for _ in range(3):
        fail(way, 9)
        assert way("learner", PASSWORD).status_code == right


@WAYS
def test_it_ends_by_itself_and_trying_on_does_not_prolong_it(learner, way, wrong, right):
    fail(way, 10)
    response = way("learner", "wrong")
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    attempt = AccessAttempt.objects.get()
    assert attempt.failures_since_start == 10
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert 0 < int(way("learner", PASSWORD)["Retry-After"]) <= 61
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert way("learner", PASSWORD).status_code == right


def test_the_page_says_what_to_do(learner):
    fail(by_page, 10)
    page = by_page("learner", PASSWORD).content.decode()
    assert "Too many attempts. Please try again in 15 minutes." in page
    assert "/accounts/password/forgotten/" in page


def test_the_api_says_it_with_a_code(learner):
    fail(by_api, 10)
    assert by_api("learner", PASSWORD).json() == {
        "detail": "Too many attempts. Please try again in 15 minutes.",
        "code": "too_many_attempts",
    }


@pytest.mark.django_db(transaction=True)
async def test_it_holds_under_asgi_too():
    client = AsyncClient(headers={"accept-language": "en"})
    codes = [(await client.post(PAGE, {"username": "nobody.here", "password": "wrong"})).status_code for _ in range(11)]
    assert codes == [200] * 9 + [429] * 2


@WAYS
def test_an_address_that_goes_through_many_accounts_waits(learner, settings, way, wrong, right):
    settings.LOGIN_ADDRESS_LIMIT = 5
    for n in range(5):
        assert way(f"account{n}", "wrong").status_code == wrong
    refused = way("learner", PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert way("learner", PASSWORD, address=THERE).status_code == right
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=2))
    assert way("learner", PASSWORD).status_code == right


def test_the_admin_log_in_is_limited_by_the_same_counter(staff):
    client = Client(REMOTE_ADDR=HERE)
    fields = {"username": "STAFF", "password": "wrong", "next": "/admin/"}
    assert [client.post("/admin/login/", fields).status_code for _ in range(10)] == [200] * 9 + [429]
    assert by_page("staff", PASSWORD).status_code == 429


@pytest.mark.parametrize("claimed", ["", "nonsense", "1.2.3.4:5", "::::", "x" * 500, "1.2.3.4, ,"])
def test_no_forwarded_header_breaks_it(learner, settings, claimed):
    settings.TRUSTED_PROXIES = 1
    assert by_page("learner", "wrong", headers={"x-forwarded-for": claimed}).status_code == 200
    assert by_page("learner", PASSWORD, headers={"x-forwarded-for": claimed}).status_code == 302


def test_passwords_are_not_kept_with_the_failures(learner):
    client = Client()
    by_page("learner", "canary-one")
    client.force_login(learner)
    client.post("/accounts/password/", {"password": "canary-two", "new_password": "canary-three-long"})
    kept = "".join(f"{row}" for row in AccessAttempt.objects.values())
    assert AccessAttempt.objects.count() >= 1
    assert "canary" not in kept


def test_closed_accounts_can_be_probed_no_better(db):
    person("closed.one", is_active=False)
    assert fail(by_api, 10, username="closed.one") == [401] * 9 + [429]
