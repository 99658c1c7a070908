"""GET /api/v1/ice-servers/: addresses and credentials that a TURN server believes, for a while."""

import subprocess

import pytest

from accounts.models import User
from signaling.ice import turn_credentials
from tests.consults import making
from tests.scripts.conftest import as_program

URL = "/api/v1/ice-servers/"
SECRET = "shared-with-coturn-and-nobody-else"


@pytest.fixture
def _turn(settings):
    settings.STUN_URLS = ["stun:stun.example.org:3478"]
    settings.TURN_URLS = ["turn:turn.example.org:3478?transport=udp"]
    settings.TURN_SECRET = SECRET
    settings.TURN_TTL_SECONDS = 600


@pytest.mark.usefixtures("_turn")
def test_the_logged_in_get_servers_and_credentials_of_their_own(learner, instructor):
    first, second = (as_program(user).get(URL) for user in (learner, instructor))
    stun, turn = first.json()["ice_servers"]
    assert stun == {"urls": ["stun:stun.example.org:3478"]}
    assert turn["urls"] == ["turn:turn.example.org:3478?transport=udp"]
    assert turn["username"].endswith(f":{learner.pk}")  # a TURN server counts by what follows the time
    assert turn != second.json()["ice_servers"][1]
    assert (first.json()["expires_in"], first.json()["transport_policy"]) == (600, "all")
    assert first["Cache-Control"] == "private, no-store"


def test_without_a_turn_server_there_are_no_credentials(learner, settings):
    settings.STUN_URLS, settings.TURN_URLS = ["stun:stun.example.org:3478"], []
    assert as_program(learner).get(URL).json()["ice_servers"] == [{"urls": ["stun:stun.example.org:3478"]}]
    settings.STUN_URLS = []
    assert as_program(learner).get(URL).json()["ice_servers"] == []


@pytest.mark.usefixtures("_turn")
def test_the_anonymous_get_nothing(api):
    answer = api.get(URL)
    assert answer.status_code == 401
    assert "turn" not in answer.content.decode()


@pytest.mark.usefixtures("_turn", "db")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_only(learner, method):
    assert getattr(as_program(learner), method)(URL).status_code == 405


@pytest.mark.usefixtures("_turn")
def test_the_password_is_what_coturn_computes():
    """Its documentation: base64(hmac(secret, username)), SHA-1. Computed by a program that is none of ours."""
    username, password = turn_credentials(user_id=7, now=1_800_000_000.9)
    assert username == "1800000600:7"
    command = f"printf %s '{username}' | openssl dgst -sha1 -hmac '{SECRET}' -binary | openssl base64"
    assert password == subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout.strip()
    assert turn_credentials(user_id=8, now=1_800_000_000)[1] != password


@pytest.mark.usefixtures("_turn")
def test_nobody_fetches_credentials_without_end(learner, instructor, monkeypatch):
    from signaling.api import IceServers

    monkeypatch.setattr(IceServers.throttle_classes[0], "THROTTLE_RATES", {"ice": "3/min"})
    api = as_program(learner)
    assert [api.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert as_program(instructor).get(URL).status_code == 200


@pytest.mark.usefixtures("_turn")
def test_the_secret_stands_in_no_page(client, learner, instructor):
    call = making.called(learner, instructor)
    for user in (learner, instructor):
        client.force_login(User.objects.get(pk=user.pk))
        for address in ("/", "/consults/", f"/consults/{call.pk}/", URL, f"/api/v1/consults/{call.pk}/"):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert SECRET not in answer.content.decode()
