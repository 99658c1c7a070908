import json

import pytest
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD
from tests.race import at_once

ADDRESS = "/api/v1/users/"
PERSON = {"username": "jimin.kim", "email": "jimin@example.com", "nickname": "지민", "password": PASSWORD}


def post(body, client=None, **more):
    return (client or Client(headers={"accept-language": "en"})).post(
        ADDRESS, body, content_type="application/json", **more
    )


def test_it_answers_with_the_account(db):
    response = post(PERSON)
    user = User.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": user.pk,
        "username": "jimin.kim",
        "email": "jimin@example.com",
        "nickname": "지민",
        "role": "learner",
    }
    assert user.check_password(PASSWORD)


def test_nobody_signs_up_as_more_than_a_learner(db):
    more = {
        "role": "instructor",
        "is_staff": True,
        "is_superuser": True,
        "is_active": False,
        "id": 77,
        "groups": [1],
        "user_permissions": [1],
        "date_joined": "2001-01-01T00:00:00Z",
        "last_login": "2001-01-01T00:00:00Z",
        "show_question_text": True,
    }
    assert post({**PERSON, **more}).json()["role"] == "learner"
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser, user.is_active) == ("learner", False, False, True)
    assert user.pk != 77
    assert user.date_joined.year > 2001
    assert user.last_login is None
    assert not user.show_question_text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", None),
        ("username", 12345),
        ("username", ["jimin.kim"]),
        ("username", {"$ne": 1}),
        ("username", True),
        ("username", "abc"),
        ("username", "a" * 17),
        ("username", "ad\u0000min"),
        ("username", "ad\ud800min"),
        ("username", "аdmin"),
        ("email", None),
        ("email", 5),
        ("email", "nobody"),
        ("email", "a" * 250 + "@example.com"),
        ("nickname", None),
        ("nickname", 7),
        ("nickname", ""),
        ("nickname", "x" * 31),
        ("nickname", "\u202eabc"),
        ("nickname", "\udfff"),
        ("password", None),
        ("password", 1234567890),
        ("password", "short7!"),
        ("password", "password1"),
        ("password", "jimin.kim1"),
        ("password", "pass\u0000word-horse"),
        ("password", "\ud800 correct horse"),
        ("password", "x" * 129),
    ],
)
def test_what_is_wrong_is_said_under_its_field(db, field, value):
    response = post({**PERSON, field: value})
    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert not User.objects.exists()


@pytest.mark.parametrize("field", list(PERSON))
def test_every_field_is_needed(db, field):
    response = post({name: value for name, value in PERSON.items() if name != field})
    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "5",
        "[]",
        '"text"',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"username": NaN}',
        '{"username": 1e999}',
        "9" * 6000,
        b"\xff\xfe",
        b'{"username": "\xff"}',
        '{"username": "a", "username": "b"}',
    ],
)
def test_what_is_no_account_is_refused(db, body):
    response = post(body)
    assert response.status_code == 400
    assert response.json()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "kind", ["text/html", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "x"]
)
def test_other_kinds_of_body_are_refused(db, client, kind):
    response = client.post(ADDRESS, data=b"username=abcd", content_type=kind)
    assert response.status_code == 415
    assert response.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize("charset", ["utf-16", "zlib", "bz2", "hex", "rot13", "idna", "undefined", "nonsense"])
def test_json_is_utf_8_whatever_is_claimed(db, client, charset):
    response = client.generic("POST", ADDRESS, json.dumps(PERSON).encode(), f"application/json; charset={charset}")
    assert response.status_code == 201


@pytest.mark.parametrize("spelling", ["learner", "LEARNER", " ｌearner"])
def test_a_taken_username_is_said_plainly(learner, spelling):
    response = post({**PERSON, "username": spelling})
    assert (response.status_code, response.json()) == (400, {"username": ["This username is taken."]})


def test_a_taken_email_is_said_plainly(learner):
    response = post({**PERSON, "email": "Learner@EXAMPLE.com"})
    assert (response.status_code, response.json()) == (400, {"email": ["This email is registered already."]})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["username", "email"])
def test_twenty_at_once_make_one_account(field):
    def attempt(n):
        mine = {"username": f"jimin{n}", "email": f"jimin{n}@example.com", field: PERSON[field]}
        return post({**PERSON, **mine})

    responses = at_once([lambda n=n: attempt(n) for n in range(20)])
    assert sorted(response.status_code for response in responses) == [201] + [400] * 19
    assert all(list(response.json()) == [field] for response in responses if response.status_code == 400)
    assert User.objects.count() == 1


def test_cookies_and_old_tokens_do_not_matter(learner):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(learner)
    response = post(PERSON, careful, headers={"authorization": "Bearer of.bad.news"})
    assert response.status_code == 201


def test_spaces_around_a_password_belong_to_it(db):
    post({**PERSON, "password": "  correct horse  "})
    user = User.objects.get()
    assert user.check_password("  correct horse  ")
    assert not user.check_password("correct horse")


def test_nobody_can_list_people(api, staff):
    api.force_authenticate(staff)
    for method in (api.get, api.put, api.patch, api.delete):
        response = method(ADDRESS)
        assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


def test_too_many_from_one_address_wait(db, monkeypatch):
    monkeypatch.setattr("opickme.api.Throttle.THROTTLE_RATES", {"signup": "2/min"})
    codes = [post({}, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(4)]
    assert codes == [400, 400, 429, 429]
    refused = post(PERSON)
    assert refused.json()["code"] == "throttled"
    assert 0 < int(refused["Retry-After"]) <= 60
