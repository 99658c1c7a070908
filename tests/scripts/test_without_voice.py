"""A site without a voice of its own (TTS_ENGINE=none), and what its workers tidy up."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import User
from scripts.services import speech, workers
from tests.scripts import making

pytestmark = pytest.mark.django_db


def test_without_a_voice_the_browser_is_told_at_once_and_nothing_is_queued(
    api: APIClient, learner: User, settings: Settings
) -> None:
    settings.TTS_ENGINE = "none"
    question = making.question()
    api.force_authenticate(learner)
    answer = api.get(f"/api/v1/questions/{question.pk}/audio/")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_voice")
    assert speech.queue_missing_speech() == 0
    assert not DBTaskResult.objects.exists()


def test_tidying_forgets_sessions_and_tokens_that_have_expired(learner: User) -> None:
    now = timezone.now()
    for key, moment in (("old", now - timedelta(days=1)), ("young", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=moment)
        OutstandingToken.objects.create(user=learner, jti=key, token=key, created_at=now, expires_at=moment)
    workers.tidy()
    assert [s.session_key for s in Session.objects.all()] == ["young"]
    assert [t.jti for t in OutstandingToken.objects.all()] == ["young"]
