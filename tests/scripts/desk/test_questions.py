"""What curators do with questions."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from scripts.models import Question, State
from scripts.services import speech
from tests.scripts import making

LIST = "/admin/scripts/question/"


def address(question: Question, part: str = "change") -> str:
    return f"{LIST}{question.pk}/{part}/"


def form_of(question: Question, **fields: object) -> dict[str, Any]:
    names = ("level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source", "state")
    now = {name: getattr(question, name) for name in names}
    seen = question.updated_at.isoformat() if question.pk else ""
    return {**now, "key": question.key or "", "topic": question.topic_id, "seen": seen, **fields}


def act(office: Client, action: str, *questions: Question) -> None:
    office.post(LIST, {"action": action, "_selected_action": [question.pk for question in questions]})


def test_an_edited_text_is_stored_with_its_author_and_waits_for_its_voice(
    office: Client, staff: User, question: Question
) -> None:
    Question.objects.update(spoken_text=question.text, audio="questions/old.m4a")
    with_text = form_of(question, text="What do you like about parks?")
    assert office.post(address(question), with_text).status_code == 302
    question.refresh_from_db()
    assert question.text == "What do you like about parks?"
    assert (question.audio.name, question.is_spoken) == ("questions/old.m4a", False)
    assert question.history.first().history_user == staff
    assert question.history.first().text == question.text
    assert LogEntry.objects.get().user == staff


def test_a_published_question_that_was_edited_is_spoken_at_once(
    office: Client, question: Question, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        office.post(address(question), form_of(question, text="What do you like about parks?"))
    task = DBTaskResult.objects.get()
    assert (task.args_kwargs["args"], task.priority) == ([question.pk], speech.URGENT)


def test_an_edit_leaves_alone_what_a_worker_writes_meanwhile(office: Client, question: Question) -> None:
    form = form_of(question, state="retired")
    Question.objects.update(speech_attempt=7, audio="questions/new.m4a", spoken_text=question.text)
    office.post(address(question), form)
    question.refresh_from_db()
    assert (question.state, question.speech_attempt, question.audio.name) == ("retired", 7, "questions/new.m4a")


def test_two_curators_do_not_overwrite_one_another(office: Client, question: Question) -> None:
    mine = form_of(question, text="What do I like about parks?")
    assert office.post(address(question), form_of(question, text="Why do people go to parks?")).status_code == 302
    answer = office.post(address(question), mine)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has changed this question meanwhile" in page
    assert "What do I like about parks?" in page
    question.refresh_from_db()
    assert question.text == "Why do people go to parks?"


def test_a_new_question_begins_as_a_draft(office: Client, question: Question) -> None:
    assert 'value="draft" selected' in office.get(f"{LIST}add/").content.decode()
    office.post(f"{LIST}add/", form_of(question, text="A new one?", key="", seen="", state="draft"))
    new = Question.objects.get(text="A new one?")
    assert new.state == "draft"
    assert new.key.startswith("parks-im-t06-")


def test_a_type_that_the_grade_does_not_practise_is_refused(office: Client, question: Question) -> None:
    page = office.post(address(question), form_of(question, level="IL", type="T20")).content.decode()
    assert "IL does not practise this type." in page


@pytest.mark.parametrize("text", ["", " ", "x" * 1001, "nul\0"])
def test_a_text_that_is_none_is_refused_beside_the_field(office: Client, question: Question, text: str) -> None:
    answer = office.post(address(question), form_of(question, text=text))
    assert b"field-text" in answer.content
    assert b"errorlist" in answer.content
    question.refresh_from_db()
    assert question.text == "What do you usually do at the park?"


def test_an_old_version_can_be_had_again(office: Client, question: Question) -> None:
    first = question.history.first()
    office.post(address(question), form_of(question, text="What do you like about parks?", hint="One thing."))
    question.refresh_from_db()
    office.post(f"{address(question, 'history')}{first.pk}/", form_of(question, text=first.text, hint=""))
    question.refresh_from_db()
    assert (question.text, question.hint) == ("What do you usually do at the park?", "")
    assert question.history.count() == 3


def test_many_are_published_at_once_with_history_and_voice(
    office: Client, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    drafts = [making.question(text=f"Question {n}?", state="draft") for n in range(3)]
    old = making.question(text="An old one?")
    with django_capture_on_commit_callbacks(execute=True):
        act(office, "publish", *drafts, old)
    assert set(Question.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    for draft in drafts:
        newest = draft.history.first()
        assert (newest.state, newest.history_user) == ("published", staff)
    assert LogEntry.objects.count() == 3
    assert {row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()} == {draft.pk for draft in drafts}
    act(office, "publish", *drafts)
    assert LogEntry.objects.count() == 3


def test_a_retired_question_is_not_asked_and_not_deleted(office: Client, question: Question) -> None:
    act(office, "retire", question)
    assert not Question.objects.published().exists()
    assert office.post(address(question, "delete"), {"post": "yes"}).status_code == 403
    act(office, "delete_selected", question)
    assert Question.objects.count() == 1
    act(office, "make_draft", question)
    assert Question.objects.get().state == State.DRAFT


def test_a_question_is_spoken_anew(office: Client, question: Question, django_capture_on_commit_callbacks: Any) -> None:
    Question.objects.update(spoken_text=question.text, audio="questions/old.m4a")
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(address(question, "speak"))["Location"] == address(question)
    question.refresh_from_db()
    assert (question.audio.name, question.spoken_text) == ("", "")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [question.pk]
    assert office.get(address(question, "speak")).status_code == 405


def test_the_voice_of_a_draft_is_heard_here(office: Client) -> None:
    draft = making.question(state="draft")
    speech.speak_question(question_id=draft.pk)
    answer = office.get(address(draft, "voice"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mp4")
    assert b"ftyp" in b"".join(answer.streaming_content)[:12]


def test_a_question_that_says_nearly_the_same_is_shown_while_writing(office: Client, question: Question) -> None:
    making.question(text="What did you eat for lunch yesterday, and who cooked it?")
    making.question(text=question.text, state="retired")
    found = office.get(f"{LIST}alike/", {"text": "What do you usually do at the zoo?"}).json()["alike"]
    assert [(one["text"], one["url"]) for one in found] == [(question.text, address(question))]
    assert 50 <= found[0]["percent"] < 100
    again = office.get(f"{LIST}alike/", {"text": question.text, "besides": question.pk})
    assert again.json() == {"alike": []}
    assert office.get(f"{LIST}alike/", {"text": "", "besides": "x"}).json() == {"alike": []}


def test_saving_a_near_duplicate_warns_and_saves(office: Client, question: Question) -> None:
    other = making.question(text="What do you usually do at the park with friends?", key="parks-1")
    page = office.post(address(question), form_of(question, text=other.text), follow=True).content.decode()
    assert "says nearly the same as: parks-1 (100 %)" in page
    question.refresh_from_db()
    assert question.text == other.text


def test_the_list_tells_how_each_question_fares(office: Client, learner: User, question: Question) -> None:
    for seconds in (20, 40):
        making.script(learner, question, duration=seconds)
    making.script(learner, question, state="failed", error="no_speech", duration=3)
    page = office.get(LIST).content.decode()
    assert f'<a href="/admin/scripts/script/?question={question.pk}">3</a>' in page
    assert '<td class="field-mean_length">30 s</td>' in page
    assert '<td class="field-failures">1</td>' in page
    assert ">30 s<" in office.get(address(question)).content.decode()


@pytest.mark.parametrize("words", ["usually park", "공원에서", "parks-7", "위치", "공원가기", "Going"])
def test_every_text_of_a_question_is_searched(office: Client, words: str) -> None:
    making.question(key="parks-7", text_ko="공원에서 보통 뭐 하세요?", hint_ko="위치를 말하세요.")
    making.question(topic=making.topic("banks", name_ko="은행", name_en="Banks"), text="Describe your bank.")
    page = office.get(LIST, {"q": words}).content.decode()
    assert "What do you usually do" in page
    assert "Describe your bank" not in page


def test_questions_are_found_by_their_voice(office: Client, question: Question) -> None:
    spoken = making.question(text="Spoken?", spoken_text="Spoken?", audio="questions/x.m4a")
    assert spoken.text in office.get(LIST, {"spoken": "yes"}).content.decode()
    assert question.text not in office.get(LIST, {"spoken": "yes"}).content.decode()
    assert question.text in office.get(LIST, {"spoken": "no"}).content.decode()


def test_a_combo_is_offered_no_retired_question(office: Client, question: Question) -> None:
    making.question(text="Gone?", state="retired")
    asked = {"app_label": "scripts", "model_name": "combo", "field_name": "first", "term": ""}
    found = office.get("/admin/autocomplete/", asked).json()["results"]
    assert [row["id"] for row in found] == [str(question.pk)]


@pytest.mark.parametrize("by_list", [True, False])
def test_who_publishes_a_question_of_a_topic_that_is_a_draft_is_told(office: Client, by_list: bool) -> None:
    question = making.question(topic=making.topic("zoos", state="draft", name_en="Zoos"), state="draft")
    if by_list:
        place, sent = LIST, {"action": "publish", "_selected_action": [question.pk]}
    else:
        place, sent = address(question), form_of(question, state="published")
    page = office.post(place, sent, follow=True).content.decode()
    assert "Learners do not meet it yet, because the topic is not published: Zoos" in page
    question.refresh_from_db()
    assert question.state == State.PUBLISHED


def test_the_number_of_answers_leads_to_them_only_who_may_see_them(
    office: Client, curator: User, learner: User, question: Question
) -> None:
    making.script(learner, question)
    link = f'<a href="/admin/scripts/script/?question={question.pk}">1</a>'
    assert link in office.get(LIST).content.decode()
    office.force_login(curator)
    page = office.get(LIST).content.decode()
    assert '<td class="field-answers">1</td>' in page
    assert link not in page
