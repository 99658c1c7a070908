import pytest
from django.test import Client

from accounts import tokens
from accounts.models import User

ADDRESS = "/api/v1/users/me/"


@pytest.fixture
def me(learner, api):
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user=learner)['access']}")
    return api


def test_it_shows_the_one_who_asks(me, learner, other_learner):
    response = me.get(ADDRESS)
    assert response.status_code == 200
    assert response.json() == {
        "id": learner.pk,
        "username": "learner",
        "email": "learner@example.com",
        "nickname": "Learner",
        "role": "learner",
    }


def test_a_session_serves_as_well(client, instructor):
    client.force_login(instructor)
    assert client.get(ADDRESS).json()["role"] == "instructor"


def test_a_session_needs_the_csrf_token_to_change_anything(learner):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(learner)
    response = careful.patch(ADDRESS, {"nickname": "Foreign"}, content_type="application/json")
    assert response.status_code == 403
    assert User.objects.get().nickname == "Learner"


def test_the_anonymous_are_told_to_log_in(api, db):
    for method in (api.get, api.patch):
        response = method(ADDRESS)
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert response.json()["code"] == "not_authenticated"


def test_nickname_and_email_change(me, learner):
    response = me.patch(ADDRESS, {"nickname": "Min", "email": " Min@Example.com "})
    assert response.status_code == 200
    assert (response.json()["nickname"], response.json()["email"]) == ("Min", "min@example.com")
    learner.refresh_from_db()
    assert (learner.nickname, learner.email) == ("Min", "min@example.com")


def test_one_field_leaves_the_other(me, learner):
    me.patch(ADDRESS, {"nickname": "Min"})
    assert me.patch(ADDRESS, {}).json()["email"] == "learner@example.com"
    learner.refresh_from_db()
    assert (learner.nickname, learner.email) == ("Min", "learner@example.com")


def test_nothing_else_can_be_written(me, learner):
    before = User.objects.values().get()
    fields = {
        **{name: 1 for name in before if name not in ("nickname", "email")},
        "role": "instructor",
        "username": "taken.over",
        "groups": [1],
        "user_permissions": [1],
    }
    assert me.patch(ADDRESS, fields).status_code == 200
    assert User.objects.values().get() == before


def test_a_foreign_email_is_refused(me, other_learner):
    response = me.patch(ADDRESS, {"email": "OTHER.learner@example.com"})
    assert (response.status_code, response.json()) == (400, {"email": ["This email is registered already."]})


def test_ones_own_email_is_not_a_duplicate(me):
    assert me.patch(ADDRESS, {"email": "LEARNER@example.com"}).status_code == 200


@pytest.mark.parametrize(
    "body", ["[]", "null", "5", '"x"', '{"nickname": null}', '{"nickname": 5}', '{"email": []}', '{"email": "x"}', "{"]
)
def test_what_is_no_change_is_refused(me, learner, body):
    response = me.generic("PATCH", ADDRESS, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()
    learner.refresh_from_db()
    assert (learner.nickname, learner.email) == ("Learner", "learner@example.com")


def test_it_can_be_neither_replaced_nor_deleted(me):
    for method in (me.put, me.post, me.delete):
        assert method(ADDRESS).status_code == 405
