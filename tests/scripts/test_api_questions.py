import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult
from rest_framework.test import APIClient

from scripts import api as endpoints
from scripts.models import Question, Topic
from scripts.services import speech
from tests.scripts import making
from tests.scripts.shop import Shop, open_shop

RANDOM = "/api/v1/questions/random/"


def test_anybody_may_see_the_topics(api: APIClient, parks: Topic) -> None:
    answer = api.get("/api/v1/topics/")
    assert answer.json() == [
        {
            "slug": "parks",
            "name": "Going to parks",
            "category": "leisure",
            "category_name": "Leisure",
            "picture": "/static/img/topics/parks.svg",
        }
    ]
    assert api.get("/api/v1/topics/", headers={"accept-language": "ko"}).json()[0]["name"] == "공원가기"
    assert api.post("/api/v1/topics/", {}).status_code in (401, 405)


def test_a_question_is_chosen(learner_api: APIClient, question: Question) -> None:
    answer = learner_api.get(RANDOM, {"topic": "parks", "level": "IM"})
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("audio_url").startswith(f"/api/v1/questions/{question.pk}/audio/")
    assert body == {
        "id": question.pk,
        "topic": "parks",
        "topic_name": "Going to parks",
        "level": "IM",
        "type": "T06",
        "text": "What do you usually do at the park?",
        "text_ko": "",
        "hint": "",
    }


def test_hint_and_translation_come_with_it(learner_api: APIClient, parks: Topic) -> None:
    making.question(hint="Say where it is.", hint_ko="위치를 말하세요.", text_ko="공원에서 보통 무엇을 하나요?")
    asked = {"topic": "parks", "level": "IM"}
    english = learner_api.get(RANDOM, asked).json()
    assert (english["hint"], english["text_ko"]) == ("Say where it is.", "공원에서 보통 무엇을 하나요?")
    assert learner_api.get(RANDOM, asked, headers={"accept-language": "ko"}).json()["hint"] == "위치를 말하세요."


def test_topics_beyond_the_survey_are_asked_for(api: APIClient, parks: Topic) -> None:
    making.topic("banks", category="unexpected", name_en="Banks")
    making.topic("zoos", category="leisure", state="draft")
    assert [topic["slug"] for topic in api.get("/api/v1/topics/").json()] == ["parks"]
    assert [topic["slug"] for topic in api.get("/api/v1/topics/?beyond=true").json()] == ["banks"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "unknown_choice"),
        ({"topic": "parks"}, 400, "unknown_choice"),
        ({"topic": "zoo", "level": "IM"}, 400, "unknown_choice"),
        ({"topic": "parks", "level": "NH"}, 400, "unknown_choice"),
        ({"topic": "parks\0", "level": "IM"}, 400, "unknown_choice"),
        ({"topic": "' OR 1=1 --", "level": "IM"}, 400, "unknown_choice"),
        ({"topic": "parks", "level": "AL"}, 404, "no_question"),
    ],
)
def test_a_choice_that_leads_nowhere_is_told(
    learner_api: APIClient, question: Question, asked: dict[str, str], status: int, code: str
) -> None:
    answer = learner_api.get(RANDOM, asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


def test_questions_are_for_people_who_are_logged_in(api: APIClient, question: Question) -> None:
    assert api.get(RANDOM, {"topic": "parks", "level": "IM"}).status_code == 401
    assert api.get(f"/api/v1/questions/{question.pk}/audio/").status_code == 401


def test_only_reading_is_possible(learner_api: APIClient, question: Question) -> None:
    for url in (RANDOM, f"/api/v1/questions/{question.pk}/audio/"):
        for method in (learner_api.post, learner_api.put, learner_api.patch, learner_api.delete):
            assert method(url).status_code == 405


def test_choosing_has_the_question_spoken_at_once(learner_api: APIClient, question: Question) -> None:
    for _ in range(3):
        learner_api.get(RANDOM, {"topic": "parks", "level": "IM"})
    assert [(t.args_kwargs["args"], t.priority) for t in DBTaskResult.objects.all()] == [([question.pk], speech.URGENT)]


def test_the_audio_is_served_and_may_be_kept(learner_api: APIClient, question: Question) -> None:
    speech.speak_question(question_id=question.pk)
    url = learner_api.get(RANDOM, {"topic": "parks", "level": "IM"}).json()["audio_url"]
    answer = learner_api.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mp4")
    assert answer["Cache-Control"] == "private, max-age=86400"
    question.refresh_from_db()
    assert b"".join(answer.streaming_content) == question.audio.read()
    Question.objects.update(text="What do you do there now?")
    assert learner_api.get(RANDOM, {"topic": "parks", "level": "IM"}).json()["audio_url"] != url


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("retired", 200), ("published", 200)])
def test_a_draft_cannot_be_heard(learner_api: APIClient, question: Question, state: str, status: int) -> None:
    speech.speak_question(question_id=question.pk)
    Question.objects.update(state=state)
    assert learner_api.get(f"/api/v1/questions/{question.pk}/audio/").status_code == status


def test_without_a_worker_it_says_to_come_again(
    learner_api: APIClient, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "SPEECH_WAIT_SECONDS", 0.2)
    answer = learner_api.get(f"/api/v1/questions/{question.pk}/audio/")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "not_yet_spoken", "2")


@pytest.mark.django_db(transaction=True)
def test_who_asks_waits_until_it_is_spoken(learner_api: APIClient, question: Question) -> None:
    def speak() -> None:
        speech.speak_question(question_id=question.pk)
        connections.close_all()

    voice = threading.Timer(0.3, speak)
    voice.start()
    answer = learner_api.get(f"/api/v1/questions/{question.pk}/audio/")
    voice.join()
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mp4")


def test_audio_that_was_lost_is_made_again(learner_api: APIClient, question: Question) -> None:
    speech.speak_question(question_id=question.pk)
    question.refresh_from_db()
    question.audio.storage.delete(question.audio.name)
    assert learner_api.get(f"/api/v1/questions/{question.pk}/audio/").status_code == 503
    assert speech.speak_question(question_id=question.pk)
    assert learner_api.get(f"/api/v1/questions/{question.pk}/audio/").status_code == 200


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


@pytest.mark.django_db(transaction=True)
def test_a_worker_speaks_first_what_somebody_waits_for(
    shop: Shop, learner_api: APIClient, parks: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "SPEECH_WAIT_SECONDS", 90)
    questions = [making.question(text=f"Question {n}: what is your park like?") for n in range(12)]
    speech.queue_missing_speech()
    shop.worker("speech")
    assert learner_api.get(f"/api/v1/questions/{questions[-1].pk}/audio/").status_code == 200
    assert Question.objects.unspoken().exists()
