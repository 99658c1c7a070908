"""Korean, the interface's first language: on every page, in errors, mails, dates and answers of the API."""

import re

import pytest
from django.core import mail
from django.template.defaultfilters import date
from django.test import Client
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts.models import User
from scripts.models import Script
from tests.korean import english_in
from tests.scripts import making

OPEN = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/forgotten/",
    "/accounts/password/forgotten/sent/",
]
OPEN += ["/accounts/password/new/MQ/abc-def/", "/nowhere/"]
OWN = ["/scripts/", "/scripts/?tab=completed", "/scripts/?search=nothing", "/scripts/new/", "/scripts/{id}/"]
OWN += ["/scripts/{id}/edit/", "/accounts/profile/", "/accounts/password/", "/accounts/delete/"]


@pytest.fixture
def client() -> Client:
    """A browser that says nothing of languages."""
    return Client()


@pytest.fixture
def script(learner: User) -> Script:
    User.objects.filter(pk=learner.pk).update(nickname="배우는 사람")
    return making.script(learner, making.question())


def test_english_would_be_seen() -> None:
    page = '<html lang="ko"><p lang="en">Speak</p><p title="Go on">말 <b>{total}</b><img alt="A sea">IM Play</p></html>'
    assert english_in(page) == ["Go on", "A sea", "IM Play"]


@pytest.mark.parametrize("path", OPEN)
def test_pages_for_everybody_are_in_korean(client: Client, db: None, path: str) -> None:
    page = client.get(path).content.decode()
    assert '<html lang="ko">' in page
    assert english_in(page) == []


@pytest.mark.parametrize("path", OWN)
def test_pages_of_a_learner_are_in_korean(client: Client, learner: User, script: Script, path: str) -> None:
    client.force_login(learner)
    page = client.get(path.format(id=script.pk)).content.decode()
    assert '<html lang="ko">' in page
    assert english_in(page) == []


@pytest.mark.parametrize("state", Script.State.values)
def test_a_script_in_every_state_is_in_korean(client: Client, learner: User, script: Script, state: str) -> None:
    Script.objects.filter(pk=script.pk).update(state=state, error="no_speech" if state == "failed" else "")
    client.force_login(learner)
    for path in ("/scripts/", f"/scripts/{script.pk}/", f"/scripts/{script.pk}/edit/"):
        assert english_in(client.get(path).content.decode()) == [], path


def test_dates_are_written_as_in_korea(client: Client, learner: User, script: Script) -> None:
    client.force_login(learner)
    day = timezone.localtime(script.created_at)
    assert f">{day.year}년 {day.month}월 {day.day}일<" in client.get("/scripts/").content.decode()
    with translation.override("en"):
        shown = date(day, "DATE_FORMAT")
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert f">{shown}<" in client.get("/scripts/").content.decode()


def test_faults_of_a_form_are_in_korean(client: Client, db: None) -> None:
    page = client.post("/accounts/signup/", {"username": "k1", "email": "k1", "password": "1234"}).content.decode()
    assert english_in(page) == []
    for sentence in (
        "4~16자여야 해요.",
        "이메일 주소를 다시 확인해 주세요.",
        "꼭 입력해 주세요.",
        "8자 이상 입력해 주세요.",
    ):
        assert sentence in page


def test_a_taken_username_and_email_are_told_in_korean(client: Client, learner: User) -> None:
    fields = {"username": learner.username, "email": learner.email, "nickname": "새 사람", "password": "correct-horse"}
    page = client.post("/accounts/signup/", fields).content.decode()
    assert "이미 사용 중인 아이디예요." in page
    assert "이미 가입된 이메일이에요." in page


def test_the_mail_for_a_new_password_is_in_korean(client: Client, learner: User) -> None:
    client.post("/accounts/password/forgotten/", {"email": learner.email})
    [letter] = mail.outbox
    assert letter.subject == "[OPIck me] 새 비밀번호를 설정해 주세요"
    assert f"{learner.nickname}님, 안녕하세요." in letter.body
    without_address = re.sub(r"http\S+", "", letter.body)
    assert re.findall("[A-Za-z]{2,}", without_address.replace("OPIck me", "")) == [learner.nickname, learner.username]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "로그인이 필요해요."), ("en", "Authentication credentials were not provided.")],
)
def test_the_api_speaks_the_language_that_is_asked_for(db: None, language: str, sentence: str) -> None:
    answer = APIClient(headers={"accept-language": language}).get("/api/v1/scripts/")
    assert answer.status_code == 401
    assert answer.json()["detail"] == sentence
