import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.people import PASSWORD, person

CHANGE = "/accounts/password/"
FORGOTTEN = "/accounts/password/forgotten/"
SENT = "/accounts/password/forgotten/sent/"
NEW = "seven-purple-lamps"


def logged_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def is_in(client):
    return client.get("/accounts/profile/").status_code == 200


def log_in(password, username="learner"):
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"username": username, "password": password})
    return client


def test_changing_it_logs_out_everywhere_else(learner):
    here, elsewhere = logged_in(learner), logged_in(learner)
    response = here.post(CHANGE, {"password": PASSWORD, "new_password": NEW})
    assert (response.status_code, response["Location"]) == (302, "/accounts/profile/")
    assert is_in(here)
    assert not is_in(elsewhere)
    assert is_in(log_in(NEW))
    assert not is_in(log_in(PASSWORD))


@pytest.mark.parametrize(
    ("fields", "wrong", "part"),
    [
        ({"password": "not-it"}, "password", "not your password"),
        ({"new_password": "password1"}, "new_password", "too common"),
        ({"new_password": "learner12"}, "new_password", "too similar"),
        ({"new_password": ""}, "new_password", "required"),
    ],
)
def test_what_is_wrong_changes_nothing(learner, fields, wrong, part):
    client = logged_in(learner)
    response = client.post(CHANGE, {"password": PASSWORD, "new_password": NEW, **fields})
    assert list(response.context["form"].errors) == [wrong]
    assert part in response.context["form"].errors[wrong][0]
    assert is_in(log_in(PASSWORD))


def test_guessing_it_from_a_found_session_is_limited(learner):
    client = logged_in(learner)
    codes = [client.post(CHANGE, {"password": f"guess-{n}", "new_password": NEW}).status_code for n in range(11)]
    assert codes == [200] * 9 + [429] * 2
    assert client.post(CHANGE, {"password": PASSWORD, "new_password": NEW}).status_code == 429


def ask(email):
    client = Client(headers={"accept-language": "en"})
    response = client.post(FORGOTTEN, {"email": email})
    return client, response


def link():
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def open_link(client, address):
    """Follow the link to its form; return the form's address, or None when the link is refused."""
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.redirect_chain[-1][0] if response.context["validlink"] else None


def test_the_mail_leads_to_a_new_password(learner):
    client, response = ask("LEARNER@example.com")
    assert response["Location"] == SENT
    assert mail.outbox[-1].to == ["learner@example.com"]
    assert "learner" in mail.outbox[-1].body
    address = open_link(client, link())
    assert client.post(address, {"new_password": NEW})["Location"] == "/accounts/login/"
    assert is_in(log_in(NEW))


def test_the_link_works_once(learner):
    client, _ = ask("learner@example.com")
    client.post(open_link(client, link()), {"new_password": NEW})
    assert open_link(Client(), link()) is None


def test_the_link_ends_after_an_hour(learner, monkeypatch):
    client, _ = ask("learner@example.com")
    later = (timezone.now() + timedelta(minutes=61)).replace(tzinfo=None) + timedelta(hours=9)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
    assert open_link(client, link()) is None


def test_a_forged_link_says_what_to_do(client, db):
    page = client.get("/accounts/password/new/MQ/abc-def/").content.decode()
    assert "This link no longer works" in page
    assert FORGOTTEN in page


def test_unknown_and_closed_accounts_get_the_same_answer_and_no_mail(learner):
    person("closed.one", is_active=False)
    answers = []
    for email in ("learner@example.com", "nobody@example.com", "closed.one@example.com"):
        _, response = ask(email)
        answers.append((response.status_code, response["Location"], response.content))
    assert answers[0] == answers[1] == answers[2]
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_does_not_tell_who_is_known(learner, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask("learner@example.com")[1]["Location"] == ask("nobody@example.com")[1]["Location"] == SENT


def test_a_new_password_lifts_the_lockout(learner):
    for _ in range(10):
        log_in("wrong")
    assert not is_in(log_in(PASSWORD))
    client, _ = ask("learner@example.com")
    client.post(open_link(client, link()), {"new_password": NEW})
    assert is_in(log_in(NEW))


def test_a_weak_new_password_is_refused(learner):
    client, _ = ask("learner@example.com")
    response = client.post(open_link(client, link()), {"new_password": "password1"})
    assert "too common" in response.context["form"].errors["new_password"][0]
    assert User.objects.get().check_password(PASSWORD)


def test_nobody_can_be_flooded_with_mails(learner, monkeypatch):
    monkeypatch.setattr("opickme.api.Throttle.THROTTLE_RATES", {"reset": "3/hour"})
    codes = [ask("learner@example.com")[1].status_code for _ in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    assert len(mail.outbox) == 3
