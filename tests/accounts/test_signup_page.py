import pytest
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD
from tests.race import at_once

ADDRESS = "/accounts/signup/"
PERSON = {"username": "jimin.kim", "email": "jimin@example.com", "nickname": "지민", "password": PASSWORD}

ELSEWHERE = ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "/\\evil.example"]


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_a_new_learner_is_logged_in_and_goes_on(client, db):
    response = client.post(ADDRESS, PERSON)
    assert (response.status_code, response["Location"]) == (302, "/scripts/new/")
    user = User.objects.get()
    assert (user.username, user.email, user.nickname, user.role) == (
        "jimin.kim",
        "jimin@example.com",
        "지민",
        "learner",
    )
    assert user.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_it_returns_to_where_one_was_going(client, db):
    assert client.post(ADDRESS, {**PERSON, "next": "/scripts/7/"})["Location"] == "/scripts/7/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_it_never_goes_to_another_site(client, db, elsewhere):
    assert client.post(ADDRESS, {**PERSON, "next": elsewhere})["Location"] == "/scripts/new/"


def test_whoever_is_logged_in_is_sent_on(client, learner):
    client.force_login(learner)
    assert client.get(ADDRESS)["Location"] == "/scripts/new/"
    assert client.post(ADDRESS, PERSON)["Location"] == "/scripts/new/"
    assert User.objects.count() == 1


def test_every_control_has_its_hook_and_its_error_beside_it(client, db):
    page = client.post(ADDRESS, {**PERSON, "username": "ab"}).content.decode()
    for hook in ("username", "email", "nickname", "password", "submit"):
        assert f'data-testid="{hook}"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_username_helptext id_username_error"' in page
    assert 'id="id_username_error"' in page
    assert 'id="id_username_helptext"' in page


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("username", "", "required"),
        ("username", "abc", "4 to 16"),
        ("username", "a" * 17, "at most 16"),
        ("username", "has space", "4 to 16"),
        ("username", "аdmin", "4 to 16"),  # the first letter is Cyrillic
        ("username", "ab\0cd", "Null"),
        ("email", "", "required"),
        ("email", "nobody", "valid email"),
        ("email", "a@b\0.com", "Null"),
        ("nickname", "", "required"),
        ("nickname", "x" * 31, "at most 30"),
        ("nickname", "\u200b\u200d", "can be read"),
        ("nickname", "abc\u202edef", "cannot be seen"),
        ("nickname", "two\nlines", "cannot be seen"),
        ("password", "", "required"),
        ("password", "short7!", "at least 8"),
        ("password", "password1", "too common"),
        ("password", "3141592653", "entirely numeric"),
        ("password", "jimin.kim1", "too similar"),
        ("password", "x" * 129, "at most 128"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, db, field, value, part):
    response = client.post(ADDRESS, {**PERSON, field: value})
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert part in " ".join(errors(response)[field])
    assert not User.objects.exists()


def test_what_was_typed_stays_except_the_password(client, db):
    page = client.post(ADDRESS, {**PERSON, "email": "broken"}).content.decode()
    assert 'value="jimin.kim"' in page
    assert "지민" in page
    assert PASSWORD not in page


@pytest.mark.parametrize("spelling", ["learner", "LEARNER", "  Learner ", "ｌｅａｒｎｅｒ"])
def test_a_taken_username_is_said_plainly_however_it_is_spelt(client, learner, spelling):
    response = client.post(ADDRESS, {**PERSON, "username": spelling})
    assert errors(response) == {"username": ["This username is taken."]}


def test_a_taken_email_is_said_plainly_whatever_its_case(client, learner):
    response = client.post(ADDRESS, {**PERSON, "email": "LEARNER@Example.COM"})
    assert errors(response) == {"email": ["This email is registered already."]}


def test_nobody_signs_up_as_more_than_a_learner(client, db):
    client.post(ADDRESS, {**PERSON, "role": "instructor", "is_staff": "1", "is_superuser": "1", "id": "77"})
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == ("learner", False, False)
    assert user.pk != 77


def test_a_password_of_64_characters_with_spaces_works(client, db):
    password = " twenty horses and a battery, all of them quite correct, in a row "
    client.post(ADDRESS, {**PERSON, "password": password})
    fresh = Client()
    fresh.post("/accounts/login/", {"username": "jimin.kim", "password": password})
    assert "_auth_user_id" in fresh.session


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_account():
    def attempt(n):
        return Client(headers={"accept-language": "en"}).post(ADDRESS, {**PERSON, "email": f"kim{n}@example.com"})

    responses = at_once([lambda n=n: attempt(n) for n in range(20)])
    assert sorted(response.status_code for response in responses) == [200] * 19 + [302]
    refused = [response for response in responses if response.status_code == 200]
    assert all(errors(response) == {"username": ["This username is taken."]} for response in refused)
    assert User.objects.count() == 1


def test_too_many_from_one_address_wait(client, db, monkeypatch):
    monkeypatch.setattr("opickme.api.Throttle.THROTTLE_RATES", {"signup": "2/min"})
    for n in range(2):
        assert (
            client.post(ADDRESS, {**PERSON, "email": "broken"}, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
            == 200
        )
    response = client.post(ADDRESS, PERSON, headers={"x-forwarded-for": "10.0.0.9"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert "Too many attempts" in response.content.decode()
    assert not User.objects.exists()
    assert client.post(ADDRESS, PERSON, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_nothing_here_can_be_deleted(client, db):
    assert client.delete(ADDRESS).status_code == 405
