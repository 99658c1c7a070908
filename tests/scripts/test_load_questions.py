from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from scripts.management.commands import load_questions
from scripts.models import Question, Topic
from scripts.services import workers
from scripts.services.bank import load_bank
from tests.race import at_once

FILE = """
slug = "parks"
category = "leisure"
order = 6
name_ko = "공원가기"
name_en = "Going to parks"
[[questions]]
key = "parks-il-1"
level = "IL"
type = "T02"
text = "Describe a park."
[[questions]]
key = "parks-il-2"
level = "IL"
type = "T06"
text = "What do you do there?"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bank = tmp_path / "bank"
    bank.mkdir()
    (bank / "parks.toml").write_text(FILE, encoding="utf-8")
    return bank


def rewrite(folder: Path, old: str, new: str) -> None:
    path = folder / "parks.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def snapshot() -> list[tuple[object, ...]]:
    return [*Topic.objects.order_by("pk").values_list(), *Question.objects.order_by("pk").values_list()]


def test_loading_again_changes_nothing(db: None, folder: Path) -> None:
    first = load_bank(folder=folder)
    before = snapshot()
    again = load_bank(folder=folder)
    assert (first.topics, first.added) == (1, 2)
    assert (again.added, again.changed, again.kept) == (0, 0, 0)
    assert snapshot() == before


def test_a_text_that_changed_in_the_file_changes(db: None, folder: Path) -> None:
    load_bank(folder=folder)
    rewrite(folder, "Describe a park.", "Describe a park you like.")
    assert load_bank(folder=folder).changed == 1
    assert Question.objects.get(key="parks-il-1").text == "Describe a park you like."
    assert load_bank(folder=folder).changed == 0


def test_an_edit_of_the_staff_is_kept(db: None, folder: Path) -> None:
    load_bank(folder=folder)
    Question.objects.filter(key="parks-il-1").update(text="Tell me about a park.")
    assert load_bank(folder=folder).kept == 0
    rewrite(folder, "Describe a park.", "Describe a park you like.")
    loaded = load_bank(folder=folder)
    assert (loaded.changed, loaded.kept) == (0, 1)
    assert Question.objects.get(key="parks-il-1").text == "Tell me about a park."


def test_a_retired_question_stays_retired_and_a_removed_one_stays(db: None, folder: Path) -> None:
    load_bank(folder=folder)
    Question.objects.filter(key="parks-il-1").update(state=Question.State.RETIRED)
    rewrite(folder, "Describe a park.", "Describe a park you like.")
    rewrite(folder, "parks-il-2", "parks-il-3")
    load_bank(folder=folder)
    assert Question.objects.get(key="parks-il-1").state == Question.State.RETIRED
    assert set(Question.objects.values_list("key", flat=True)) == {"parks-il-1", "parks-il-2", "parks-il-3"}


def test_a_topic_is_as_its_file_says(db: None, folder: Path) -> None:
    load_bank(folder=folder)
    rewrite(folder, "Going to parks", "Parks")
    load_bank(folder=folder)
    assert Topic.objects.get().name_en == "Parks"


def test_a_broken_file_changes_nothing(db: None, folder: Path) -> None:
    (folder / "zoo.toml").write_text('slug = "zoo"\n[[questions]]\nkey = "zoo-1"\n', encoding="utf-8")
    with pytest.raises(KeyError):
        load_bank(folder=folder)
    assert snapshot() == []


@pytest.mark.django_db(transaction=True)
def test_two_processes_may_load_at_once(folder: Path) -> None:
    at_once([lambda: load_bank(folder=folder)] * 6)
    assert (Topic.objects.count(), Question.objects.count()) == (1, 2)


def test_the_command_queues_what_is_not_spoken_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_questions")
    said = capsys.readouterr().out
    total = Question.objects.count()
    assert total >= 360
    assert f"{total} questions added" in said
    assert f"{total} questions are being spoken" in said
    assert DBTaskResult.objects.count() == total
    call_command("load_questions")
    assert "being spoken" not in capsys.readouterr().out
    assert DBTaskResult.objects.count() == total


def test_nothing_is_spoken_ahead_where_that_is_off(db: None, settings: Settings) -> None:
    settings.SPEAK_ON_LOAD = False
    call_command("load_questions")
    assert DBTaskResult.objects.count() == 0


def test_waiting_speaks_here_when_no_worker_does(db: None, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_questions", "--wait", folder=folder)
    assert workers.unspoken_count() == 0
    assert "0 questions left to speak" in capsys.readouterr().out


def test_waiting_ends_when_nothing_moves(
    db: None, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_questions, "STALLED_SECONDS", 0.5)
    settings.MIN_FREE_BYTES = 2**62  # no room for speech
    with pytest.raises(CommandError, match="2 questions could not be spoken"):
        call_command("load_questions", "--wait", folder=folder)
