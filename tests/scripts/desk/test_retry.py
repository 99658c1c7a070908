"""Failed recognitions are tried again from the desk: by those who may, with their name in the log."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from scripts import tasks
from scripts.admin.scripts import AT_ONCE
from scripts.models import Question, Script
from scripts.services import queue
from tests.people import person
from tests.scripts import making

LIST = "/admin/scripts/script/"


@pytest.fixture
def clerk(db: None) -> User:
    """Support: may see scripts and have them tried again."""
    clerk = person("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_script", "retry_script"]))
    return clerk


@pytest.fixture
def office(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def failed(learner: User, question: Question, **fields: object) -> Script:
    return making.script(learner, question, **{"state": "failed", "error": "engine_failed", "tries_left": 0, **fields})


def again(client: Client, *scripts: Script) -> str:
    chosen = [script.pk for script in scripts]
    answer = client.post(LIST, {"action": "recognise_again", "_selected_action": chosen}, follow=True)
    return answer.content.decode()


def test_chosen_scripts_are_queued_and_those_that_cannot_be_are_named(
    office: Client, clerk: User, learner: User, question: Question
) -> None:
    bad, worse, good = failed(learner, question), failed(learner, question), making.script(learner, question)
    said = again(office, bad, worse, good)
    assert "2 scripts will be recognised again." in said
    assert "1 script could not be: Only a failed script can be tried again." in said
    assert list(Script.objects.order_by("pk").values_list("state", "error")) == [
        *(("pending", ""), ("pending", ""), ("done", ""))
    ]
    assert queue.waiting(tasks.recognize_script) == {bad.pk, worse.pk}
    entries = LogEntry.objects.filter(user=clerk)
    assert {entry.object_id for entry in entries} == {str(bad.pk), str(worse.pk)}
    assert all("state: pending" in entry.get_change_message() for entry in entries)


def test_twice_queues_once(office: Client, learner: User, question: Question) -> None:
    bad = failed(learner, question)
    again(office, bad)
    assert "could not be" in again(office, bad)
    assert LogEntry.objects.count() == 1


def test_one_script_has_a_button_while_it_is_failed(
    office: Client, clerk: User, learner: User, question: Question
) -> None:
    bad = failed(learner, question)
    page = f"{LIST}{bad.pk}/change/"
    assert f'action="{LIST}{bad.pk}/retry/"' in office.get(page).content.decode()
    answer = office.post(f"{LIST}{bad.pk}/retry/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "1 script will be recognised again." in answer.content.decode()
    assert "/retry/" not in answer.content.decode()
    bad.refresh_from_db()
    assert (bad.state, LogEntry.objects.get().user) == ("pending", clerk)


def test_a_button_that_comes_too_late_says_why(office: Client, learner: User, question: Question) -> None:
    good = making.script(learner, question)
    said = office.post(f"{LIST}{good.pk}/retry/", follow=True).content.decode()
    assert "1 script could not be: Only a failed script can be tried again." in said
    assert LogEntry.objects.count() == 0


def test_one_action_queues_only_so_many(office: Client, learner: User, question: Question) -> None:
    making_of = {"state": "failed", "error": "quota"}
    many = [failed(learner, question, **making_of) for _ in range(AT_ONCE + 1)]
    said = again(office, *many)
    assert f"{AT_ONCE} scripts will be recognised again." in said
    assert f"One action queues {AT_ONCE} scripts at most" in said
    assert Script.objects.filter(state="failed").count() == 1


@pytest.mark.parametrize("rights", [["view_script"], ["retry_script"], []])
def test_nobody_else_may(client: Client, learner: User, question: Question, rights: list[str]) -> None:
    bad = failed(learner, question)
    helper = person("helper", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(helper)
    assert client.post(f"{LIST}{bad.pk}/retry/").status_code == 403
    again(client, bad)
    if "view_script" in rights:
        assert "/retry/" not in client.get(f"{LIST}{bad.pk}/change/").content.decode()
        assert "recognise_again" not in client.get(LIST).content.decode()
    bad.refresh_from_db()
    assert bad.state == "failed"


def test_looking_changes_nothing(office: Client, learner: User, question: Question) -> None:
    bad = failed(learner, question)
    assert office.get(f"{LIST}{bad.pk}/retry/").status_code == 405
    assert office.post(f"{LIST}{bad.pk + 1}/retry/").status_code == 404
    bad.refresh_from_db()
    assert bad.state == "failed"


def test_the_page_names_the_learner_and_the_reason_in_words(office: Client, learner: User, question: Question) -> None:
    bad = failed(learner, question, text="a private story", question_text="secret?", error="no_speech")
    page = office.get(f"{LIST}{bad.pk}/change/").content.decode()
    rows = office.get(LIST).content.decode()
    assert "learner" in rows
    assert "no_speech: We heard no speech in this recording." in page
    for secret in ("private story", "secret?", bad.recording.name):
        assert secret not in page + rows
