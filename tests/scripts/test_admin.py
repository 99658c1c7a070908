"""What staff may do with the bank and see of scripts."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from accounts.models import User
from scripts.models import Question, Script
from tests.scripts import making


@pytest.fixture
def office(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def form_of(question: Question, **fields: object) -> dict[str, object]:
    now = {name: getattr(question, name) for name in ("key", "level", "type", "text", "state")}
    return {**now, "key": question.key or "", "topic": question.topic_id, **fields}


def test_an_edited_text_is_stored_and_waits_for_its_voice(office: Client, question: Question) -> None:
    Question.objects.update(spoken_text=question.text, audio="questions/old.m4a")
    address = f"/admin/scripts/question/{question.pk}/change/"
    assert office.post(address, form_of(question, text="What do you like about parks?")).status_code == 302
    assert list(Question.objects.unspoken()) == [question]
    question.refresh_from_db()
    assert question.text == "What do you like about parks?"
    assert (question.audio.name, question.is_spoken) == ("questions/old.m4a", False)


def test_an_edit_leaves_alone_what_a_worker_writes(staff: User, question: Question) -> None:
    office = admin.site.get_model_admin(Question)
    request = RequestFactory().post("/")
    request.user = staff
    stale = Question.objects.get(pk=question.pk)
    Question.objects.update(speech_attempt=7, audio="questions/new.m4a", spoken_text=question.text)
    form = office.get_form(request)(form_of(question, state="retired"), instance=stale)
    assert form.is_valid(), form.errors
    office.save_model(request, form.save(commit=False), form, change=True)
    question.refresh_from_db()
    assert (question.state, question.speech_attempt, question.audio.name) == ("retired", 7, "questions/new.m4a")


def test_a_question_can_be_added(office: Client, question: Question) -> None:
    office.post("/admin/scripts/question/add/", form_of(question, text="A new one?", key="staff-1"))
    assert Question.objects.get(key="staff-1").text == "A new one?"


@pytest.mark.parametrize("model", ["question", "topic", "script"])
def test_nothing_is_deleted_here(office: Client, learner: User, question: Question, model: str) -> None:
    script = making.script(learner, question)
    number = {"question": question.pk, "topic": question.topic_id, "script": script.pk}[model]
    assert office.post(f"/admin/scripts/{model}/{number}/delete/", {"post": "yes"}).status_code == 403
    everything = {"action": "delete_selected", "_selected_action": [number], "post": "yes"}
    office.post(f"/admin/scripts/{model}/", everything)
    assert (Question.objects.count(), Script.objects.count()) == (1, 1)


def test_topics_are_only_read(office: Client, question: Question) -> None:
    address = f"/admin/scripts/topic/{question.topic_id}/change/"
    assert office.get(address).status_code == 200
    assert office.post(address, {"name_ko": "x"}).status_code == 403
    assert office.get("/admin/scripts/topic/add/").status_code == 403


def test_staff_see_how_recognition_went_and_not_what_was_said(
    office: Client, learner: User, question: Question
) -> None:
    script = making.script(learner, question, text="a private story", state="failed", error="no_speech")
    for address in ("/admin/scripts/script/", f"/admin/scripts/script/{script.pk}/change/"):
        page = office.get(address).content.decode()
        assert "no_speech" in page
        assert "private story" not in page
        assert script.recording.name not in page
    assert office.post(f"/admin/scripts/script/{script.pk}/change/", {"state": "done"}).status_code in (302, 403)
    script.refresh_from_db()
    assert script.state == "failed"


@pytest.mark.parametrize("model", ["question", "topic", "script"])
def test_learners_have_no_business_here(client: Client, learner: User, model: str) -> None:
    client.force_login(learner)
    assert client.get(f"/admin/scripts/{model}/")["Location"].startswith("/admin/login/")
