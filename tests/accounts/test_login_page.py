import pytest
from django.test import Client

from tests.people import PASSWORD, person

ADDRESS = "/accounts/login/"


def log_in(client, username="learner", password=PASSWORD, **more):
    return client.post(ADDRESS, {"username": username, "password": password, **more})


@pytest.mark.parametrize("spelling", ["learner", "Learner", " LEARNER "])
def test_logging_in_leads_to_the_scripts(client, learner, spelling):
    response = log_in(client, spelling)
    assert (response.status_code, response["Location"]) == (302, "/scripts/")
    assert client.session["_auth_user_id"] == str(learner.pk)


def test_it_returns_to_where_one_was_going(client, learner):
    asked = client.get("/accounts/profile/")
    assert asked["Location"] == "/accounts/login/?next=/accounts/profile/"
    page = client.get(asked["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/accounts/profile/">' in page
    assert '/accounts/signup/?next=%2Faccounts%2Fprofile%2F"' in page
    assert log_in(client, next="/accounts/profile/")["Location"] == "/accounts/profile/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_it_never_goes_to_another_site(client, learner, elsewhere):
    assert log_in(client, next=elsewhere)["Location"] == "/scripts/"


def test_a_new_session_begins(client, learner):
    client.session["before"] = 1
    before = client.session.session_key
    log_in(client)
    assert client.session.session_key != before


def said(response):
    return response.status_code, list(response.context["form"].non_field_errors()), response["Content-Type"]


def test_unknown_name_and_wrong_password_and_closed_account_look_alike(client, learner):
    person("closed.one", is_active=False)
    answers = [
        said(log_in(client, "nobody.here")),
        said(log_in(client, password="wrong-one")),
        said(log_in(client, "closed.one")),
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][:2] == (200, ["The username or the password is not right."])


def test_every_control_has_its_hook(client, db):
    page = client.get(ADDRESS).content.decode()
    for hook in ("username", "password", "submit"):
        assert f'data-testid="{hook}"' in page
    assert 'maxlength="16"' not in page


@pytest.mark.parametrize("name", ["", "x" * 100_000, "\0\0", "ﷺ" * 200, "' OR 1=1 --", "{{7*7}}"])
def test_no_name_breaks_it(client, learner, name):
    response = log_in(client, name)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_a_form_from_another_site_is_refused(learner):
    careful = Client(enforce_csrf_checks=True)
    assert log_in(careful).status_code == 403
    assert "_auth_user_id" not in careful.session


def test_pages_that_need_a_login_say_so_to_the_anonymous(client, db):
    for address in ("/accounts/profile/", "/accounts/password/", "/accounts/delete/", "/accounts/export/"):
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
        assert client.post(address).status_code in (302, 405)


def test_a_closed_account_is_out_at_once(client, learner):
    client.force_login(learner)
    assert client.get("/accounts/profile/").status_code == 200
    learner.is_active = False
    learner.save()
    assert client.get("/accounts/profile/").status_code == 302
