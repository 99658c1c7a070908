"""A password or token that passes through leaves no trace in any log, however much is logged."""

import logging

import pytest
from django.core import mail
from django.test import Client

from tests.people import person

CANARY = "canary-7Qx-password"
OTHER = "canary-8Rz-password"


@pytest.fixture
def everything(caplog):
    """Every logger of the process at DEBUG."""
    names = ["", *logging.root.manager.loggerDict]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def post_json(address, body):
    return Client().post(address, body, content_type="application/json")


def journey():
    """All that one does with a password, rightly and wrongly; returns the secrets that came up."""
    new = {"username": "canary.bird", "email": "canary@example.com", "nickname": "Canary", "password": CANARY}
    Client().post("/accounts/signup/", {**new, "email": "broken"})
    Client().post("/accounts/signup/", new)
    post_json("/api/v1/users/", new)
    post_json("/api/v1/users/", {**new, "username": "canary.two", "email": "two@example.com"})
    client = Client()
    for name in ("nobody.here", "canary.bird"):
        client.post("/accounts/login/", {"username": name, "password": CANARY})
        post_json("/api/v1/auth/token/", {"username": name, "password": f"{CANARY}-wrong"})
    for _ in range(11):
        Client(REMOTE_ADDR="192.0.2.9").post("/accounts/login/", {"username": "canary.bird", "password": OTHER})
    client.post("/accounts/password/", {"password": OTHER, "new_password": OTHER})
    client.post("/accounts/password/", {"password": CANARY, "new_password": OTHER})
    pair = post_json("/api/v1/auth/token/", {"username": "canary.bird", "password": OTHER}).json()
    post_json("/api/v1/auth/token/refresh/", {"refresh": pair["access"]})
    Client(headers={"authorization": f"Bearer {pair['access']}"}).get("/api/v1/users/me/")
    client.post("/accounts/delete/", {"password": f"{OTHER}-wrong"})
    client.post("/accounts/delete/", {"password": OTHER})
    post_json("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]})
    return [CANARY, OTHER, pair["access"], pair["refresh"]]


def without_sql(caplog):
    """What is logged but SQL, which only DEBUG=True shows and which holds tokens as the database does."""
    return [record for record in caplog.records if record.name != "django.db.backends"]


@pytest.mark.django_db
def test_no_password_and_no_token(everything, capsys):
    secrets = journey()
    assert len(everything.records) > 20
    logged = "\n".join([everything.text, capsys.readouterr().err])
    assert CANARY not in logged
    assert OTHER not in logged
    rest = "\n".join(record.getMessage() for record in without_sql(everything))
    assert not [secret for secret in secrets if secret in rest]


@pytest.mark.django_db
def test_no_reset_link(everything):
    person("canary.bird", email="canary@example.com")
    Client().post("/accounts/password/forgotten/", {"email": "canary@example.com"})
    token = mail.outbox[-1].body.split("/accounts/password/new/")[1].split("/")[1]
    Client().get(f"/accounts/password/new/MQ/{token}/", follow=True)
    assert len(token) > 20
    assert token not in "\n".join(record.getMessage() for record in without_sql(everything))


@pytest.mark.django_db
def test_a_name_cannot_forge_a_line(capfd):
    handler = logging.getLogger().handlers[0]
    record = logging.LogRecord("x", logging.WARNING, "", 0, "name %s", ("a\r\n2026 ERROR forged \x1b[31mred",), None)
    assert len(handler.format(record).splitlines()) == 1
    assert "\x1b" not in handler.format(record)
