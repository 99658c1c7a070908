"""Every token that must not work, at every door: 401, and never a 500."""

import base64
import json
import time

import jwt
import pytest
from django.conf import settings
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts import services, tokens

KEY = settings.SIMPLE_JWT["SIGNING_KEY"]
NOW = int(time.time())


def signed(token, key=KEY, algorithm="HS256", **claims):
    payload = {name: value for name, value in {**token.payload, **claims}.items() if value is not ...}
    return jwt.encode(payload, key, algorithm=algorithm)


def segment(text):
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def delete(user):
    services.delete_account(user=user)


def deactivate(user):
    user.is_active = False
    user.save()


def change_password(user):
    services.change_password(user=user, password="another-good-one")


FORGED = {
    "alg none": lambda t: signed(t, key=None, algorithm="none"),
    "alg none, signature kept": lambda t: ".".join([segment('{"alg": "none"}'), *str(t).split(".")[1:]]),
    "another key": lambda t: signed(t, key="k" * 64),
    "HS512 with another key": lambda t: signed(t, key="k" * 64, algorithm="HS512"),
    "HS512 with the right key": lambda t: signed(t, algorithm="HS512"),
    "the secret key itself": lambda t: signed(t, key=settings.SECRET_KEY),
    "expired": lambda t: signed(t, iat=NOW - 900, exp=NOW - 600),
    "from the future": lambda t: signed(t, iat=NOW + 600, exp=NOW + 900),
    "without an end": lambda t: signed(t, exp=...),
    "without an id": lambda t: signed(t, jti=...),
    "without a person": lambda t: signed(t, user_id=...),
    "a person that is no number": lambda t: signed(t, user_id="admin"),
    "a person beyond all numbers": lambda t: signed(t, user_id="9" * 400),
    "a list of persons": lambda t: signed(t, user_id=[1]),
    "without the password's digest": lambda t: signed(t, hash_password=...),
    "an end beyond all calendars": lambda t: signed(t, exp=10**18),
    "payload changed": lambda t: ".".join(
        [str(t).split(".")[0], segment(json.dumps({**t.payload, "user_id": "1"})), str(t).split(".")[2]]
    ),
    "cut off": lambda t: str(t)[:-10],
    "nothing of the kind": lambda t: "nonsense",
    "dots": lambda t: "..",
    "no ASCII": lambda t: "ключ.ключ.ключ",
    "header nested deeply": lambda t: f"{segment('[' * 2500)}.e30.x",
    "header that is no object": lambda t: f"{segment('5')}.e30.x",
}
CHANGES = {"deleted": delete, "deactivated": deactivate, "password changed": change_password}


def me(access):
    return Client(headers={"authorization": f"Bearer {access}".encode().decode("latin-1")}).get("/api/v1/users/me/")


def post(address, **body):
    return Client().post(f"/api/v1/auth/token/{address}/", body, content_type="application/json")


def doors(access, refresh):
    """What each door answers to these tokens."""
    return {
        "me": me(access),
        "verify access": post("verify", token=access),
        "verify refresh": post("verify", token=refresh),
        "refresh": post("refresh", refresh=refresh),
        "blacklist": post("blacklist", refresh=refresh),
    }


def codes(answers):
    return {door: answer.status_code for door, answer in answers.items()}


def test_good_tokens_open_every_door(learner):
    answers = doors(str(AccessToken.for_user(learner)), str(RefreshToken.for_user(learner)))
    assert set(codes(answers).values()) == {200}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_forged_tokens_open_none(learner, forge):
    answers = doors(forge(AccessToken.for_user(learner)), forge(RefreshToken.for_user(learner)))
    assert set(codes(answers).values()) == {401}
    assert all(answer.json()["code"] == "token_not_valid" for answer in answers.values())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_tokens_end_with_what_they_stand_for(learner, change):
    access, refresh = str(AccessToken.for_user(learner)), str(RefreshToken.for_user(learner))
    change(learner)
    assert set(codes(doors(access, refresh)).values()) == {401}


def test_one_kind_does_not_pass_for_the_other(learner):
    access, refresh = str(AccessToken.for_user(learner)), str(RefreshToken.for_user(learner))
    assert me(refresh).status_code == 401
    assert post("refresh", refresh=access).status_code == 401
    assert post("blacklist", refresh=access).status_code == 401


@pytest.mark.parametrize("skew", [-25, 25])
def test_a_clock_that_is_some_seconds_off_does_no_harm(learner, skew):
    claims = {"iat": int(time.time()) + skew}
    if skew < 0:
        claims["exp"] = int(time.time()) + skew
    answers = doors(signed(AccessToken.for_user(learner), **claims), signed(RefreshToken.for_user(learner), **claims))
    assert set(codes(answers).values()) == {200}


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer \xff\xfe", "Basic bGVhcm5lcjp4", "bearer x", "Token x"]
)
def test_no_header_breaks_it(db, header):
    response = Client(headers={"authorization": header}).get("/api/v1/users/me/")
    assert response.status_code == 401
    assert response.json()["code"]


def test_a_token_in_the_address_is_not_looked_at(learner):
    access = tokens.issue(user=learner)["access"]
    for name in ("token", "access", "access_token", "jwt"):
        assert Client().get("/api/v1/users/me/", {name: access}).status_code == 401
