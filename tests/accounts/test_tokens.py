"""Log-in, refresh, verify and blacklist over the API."""

import pytest
from django.test import Client

from accounts import services, tokens
from tests.people import PASSWORD, person
from tests.race import at_once

TOKEN = "/api/v1/auth/token/"
REFRESH = "/api/v1/auth/token/refresh/"
VERIFY = "/api/v1/auth/token/verify/"
BLACKLIST = "/api/v1/auth/token/blacklist/"
ME = "/api/v1/users/me/"
ADDRESSES = pytest.mark.parametrize("address", [TOKEN, REFRESH, VERIFY, BLACKLIST])


def post(address, **body):
    return Client(headers={"accept-language": "en"}).post(address, body, content_type="application/json")


def log_in(username="learner", password=PASSWORD):
    return post(TOKEN, username=username, password=password)


def reads(access):
    return Client(headers={"authorization": f"Bearer {access}"}).get(ME).status_code


@pytest.mark.parametrize("spelling", ["learner", "LEARNER", " Learner "])
def test_logging_in_gives_two_tokens(learner, spelling):
    response = log_in(spelling)
    assert response.status_code == 200
    assert sorted(response.json()) == ["access", "refresh"]
    assert reads(response.json()["access"]) == 200
    learner.refresh_from_db()
    assert learner.last_login is not None


def test_unknown_name_and_wrong_password_and_closed_account_look_alike(learner):
    person("closed.one", is_active=False)
    answers = [log_in("nobody.here"), log_in(password="wrong"), log_in("closed.one")]
    assert {response.status_code for response in answers} == {401}
    assert len({response.content for response in answers}) == 1
    assert answers[0].json()["code"] == "wrong_credentials"


def test_a_password_with_spaces_at_its_ends_logs_in(db):
    services.sign_up(username="spaced", email="s@example.com", nickname="S", password="  correct horse  ")
    assert log_in("spaced", "  correct horse  ").status_code == 200
    assert log_in("spaced", "correct horse").status_code == 401


def test_refreshing_gives_a_new_pair_and_ends_the_old(learner):
    old = log_in().json()["refresh"]
    new = post(REFRESH, refresh=old)
    assert new.status_code == 200
    assert reads(new.json()["access"]) == 200
    assert new.json()["refresh"] != old
    again = post(REFRESH, refresh=old)
    assert (again.status_code, again.json()["code"]) == (401, "token_not_valid")
    assert post(REFRESH, refresh=new.json()["refresh"]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_eight_refreshes_at_once_one_wins(learner):
    old = tokens.issue(user=learner)["refresh"]
    codes = [response.status_code for response in at_once([lambda: post(REFRESH, refresh=old)] * 8)]
    assert sorted(codes) == [200] + [401] * 7


def test_a_blacklisted_token_never_works_again(learner):
    refresh = log_in().json()["refresh"]
    assert post(BLACKLIST, refresh=refresh).status_code == 200
    assert post(REFRESH, refresh=refresh).status_code == 401
    assert post(VERIFY, token=refresh).status_code == 401
    assert post(BLACKLIST, refresh=refresh).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_blacklisting_at_once_is_no_error(learner):
    refresh = tokens.issue(user=learner)["refresh"]
    codes = [response.status_code for response in at_once([lambda: post(BLACKLIST, refresh=refresh)] * 8)]
    assert codes == [200] * 8
    assert post(REFRESH, refresh=refresh).status_code == 401


def test_verify_knows_both_kinds(learner):
    pair = log_in().json()
    assert post(VERIFY, token=pair["access"]).status_code == 200
    assert post(VERIFY, token=pair["refresh"]).status_code == 200


def test_one_persons_blacklist_is_not_anothers(learner, other_learner):
    mine, theirs = log_in().json(), log_in("other.learner").json()
    post(BLACKLIST, refresh=mine["refresh"])
    assert post(REFRESH, refresh=theirs["refresh"]).status_code == 200


@ADDRESSES
@pytest.mark.parametrize("body", ["", "{", "null", "5", "[]", "[" * 100_000, b"\xff", '{"refresh": NaN}', "{}"])
def test_what_is_no_form_is_refused(db, client, address, body):
    response = client.post(address, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()


@ADDRESSES
@pytest.mark.parametrize("value", [None, 5, True, [], {}, "", "\ud800", "a\u0000b", "x" * 5000])
def test_values_of_other_kinds_are_refused(db, client, address, value):
    body = dict.fromkeys(["username", "password", "refresh", "token"], value)
    response = client.post(address, body, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()) <= set(body)


@ADDRESSES
def test_only_post(api, learner, address):
    api.force_authenticate(learner)
    for method in (api.get, api.put, api.patch, api.delete):
        assert method(address).status_code == 405
