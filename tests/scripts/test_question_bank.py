"""What our own question bank holds: a check on its files as much as on the code."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from scripts.opic import COMBO_ORDERS, TYPES_BY_LEVEL, Level, QuestionType
from scripts.services.bank import FILES, load_bank
from scripts.services.bank_report import bank_report
from scripts.services.similarity import near_duplicates

TOPICS = {
    "leisure": "영화보기 나이트클럽가기 공연보기 콘서트보기 박물관가기 공원가기 캠핑하기 해변가기 스포츠관람 주거개선",
    "hobbies": "아이에게책읽어주기 음악감상하기 악기연주하기 혼자노래부르거나합창하기 춤추기 글쓰기 그림그리기 "
    "요리하기 애완동물기르기",
    "sports": "농구 야구 축구 미식축구 하키 크리켓 골프 배구 테니스 배드민턴 탁구 수영 자전거 스노우보드 "
    "아이스스케이트 조깅 걷기 요가 하이킹 낚시 헬스",
    "trips": "국내출장 해외출장 집에서보내는휴가 국내여행 해외여행",
}
"""The product's topics in their order, without spaces."""

UNEXPECTED = """
geography gatherings free-time hotels weather holidays health internet phones restaurants furniture appliances
technology industry fashion neighborhood banks appointments recycling housing-problems public-transport traffic
hospitals chores family-and-friends
"""
"""The unexpected topics of the test, in the order of its facts."""

entries = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FILES.glob("*.toml"))]
questions: list[dict[str, Any]] = [
    row | {"topic": entry["slug"], "category": entry["category"]} for entry in entries for row in entry["questions"]
]
combos: list[dict[str, Any]] = [row | {"topic": entry["slug"]} for entry in entries for row in entry.get("combos", [])]
by_key = {row["key"]: row for row in questions}
EVERY_TYPE = [name for name in QuestionType.values if name != "T01"]
OWN_TYPES = {
    level: set(TYPES_BY_LEVEL[level]) - set(TYPES_BY_LEVEL.get(below, []))
    for below, level in zip(["", *Level.values], Level.values, strict=False)
}
WORDS = {"IL": (14, 62), "IM": (22, 75), "IH": (25, 85), "AL": (28, 95)}
"""How many words a question of each grade has: what a voice says in five to forty seconds."""

PAST = r"\b(did|was|were|had|happened|went|last|ever|once|first|came|got|[a-z]{3,}ed)\b"
SOUNDS: dict[str, str] = {
    "T09": r"\b(last|recent|recently|yesterday|this (past|week|month|year)|lately|latest)\b",
    "T10": r"\b(first|start|started|began|begin|got into|beginning|learn|learned|introduced)\b",
    "T11": r"\b(child|childhood|kid|young|little|younger|school|growing up|grew up|grow up|boy|girl)\b",
    "T12": PAST,
    "T13": PAST,
    "T14": r"\b(chang\w*|used to|different\w*|ago|than (it|they|you) (was|were|did)|back then|these days|now|since)\b",
    "T15": r"\b(compar\w*|differen\w*|differ|similar\w*|alike|better|prefer|others?|both|two|between)\b",
    "T16": r"\b(ask|questions|find out)\b",
    "T17": r"\b(suggest|offer|propose|alternatives?|options?|ways|solutions?|ideas?|plans?|choices)\b",
    "T18": PAST,
    "T19": r"\b(ask me|questions)\b",
}
"""A word at least of which each of these types has: its tense, or what it asks the learner to do."""

JARGON = r"\b(survey|opic|exam|role.?play\w*|level|combo|test question|question type|examiner)\b"


@pytest.mark.parametrize("category", TOPICS)
def test_the_topics_are_those_of_the_product_in_its_order(category: str) -> None:
    found = sorted((entry["order"], entry["name_ko"]) for entry in entries if entry["category"] == category)
    assert [name.replace(" ", "") for _, name in found] == TOPICS[category].split()


def test_what_is_asked_of_everybody_is_there() -> None:
    found = sorted((entry["order"], entry["slug"]) for entry in entries if entry["category"] == "background")
    assert [slug for _, slug in found] == ["self-introduction", "residence", "work", "study"]
    found = sorted((entry["order"], entry["slug"]) for entry in entries if entry["category"] == "unexpected")
    assert [slug for _, slug in found] == UNEXPECTED.split()


def test_every_topic_has_names_and_a_picture_of_its_own() -> None:
    assert len({entry["slug"] for entry in entries}) == len(entries) == 74
    assert len({entry["name_en"] for entry in entries}) == len({entry["name_ko"] for entry in entries}) == 74
    missing = [entry["slug"] for entry in entries if not finders.find(f"img/topics/{entry['slug']}.svg")]
    assert not missing


def test_every_topic_has_three_questions_for_every_grade() -> None:
    counts = {(entry["slug"], level): 0 for entry in entries for level in Level.values}
    for row in questions:
        counts[row["topic"], row["level"]] += 1
    assert {cell: n for cell, n in counts.items() if n < 3} == {}
    assert len(questions) >= 1400


def test_a_topic_of_the_survey_has_every_type() -> None:
    for entry in entries:
        types = {row["type"] for row in entry["questions"]}
        if entry["slug"] == "self-introduction":
            assert types == {"T01"}
        elif entry["category"] == "unexpected":
            assert len(entry["questions"]) >= 14, entry["slug"]
            assert types >= {"T08", "T16", "T17", "T18", "T20"}, entry["slug"]
        else:
            assert types == set(EVERY_TYPE), entry["slug"]


def test_no_key_stands_twice() -> None:
    keys = [row["key"] for row in [*questions, *combos]]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", key) for key in keys)


def test_every_type_stands_at_the_grade_that_brings_it() -> None:
    rows = [row for row in questions if row["type"] != "T01"]
    assert [row["key"] for row in rows if row["type"] not in OWN_TYPES[row["level"]]] == []


@pytest.mark.parametrize("entry", entries, ids=lambda entry: entry["slug"])
def test_questions_sound_like_their_type(entry: dict[str, Any]) -> None:
    for row in entry["questions"]:
        key, text = row["key"], row["text"]
        low, high = WORDS[row["level"]]
        assert low <= len(text.split()) <= high, key
        assert 2 <= len(re.split(r"(?<=[.?!])[\"']?\s+", text)) <= 5, key
        assert text == text.strip(), key
        assert text[-1] in '.?!"', key
        assert "  " not in text, key
        assert text.isascii(), key
        assert not re.search(JARGON, text, re.IGNORECASE), key
        assert re.search(SOUNDS.get(row["type"], ""), text, re.IGNORECASE), key


def test_every_question_has_a_translation_and_a_hint_of_one_line() -> None:
    for row in questions:
        assert re.search("[가-힣]", row["text_ko"]), row["key"]
        assert 15 <= len(row["text_ko"]) <= 1000, row["key"]
        assert 4 <= len(row["hint"].split()) <= 22, row["key"]
        assert re.search("[가-힣]", row["hint_ko"]), row["key"]
        assert len(row["hint_ko"]) <= 90, row["key"]
        assert "\n" not in row["hint"] + row["hint_ko"], row["key"]


def test_combos_follow_the_orders_of_the_test() -> None:
    for combo in combos:
        order = COMBO_ORDERS[combo["kind"]]
        rows = [by_key[key] for key in combo["questions"]]
        assert len(rows) == len(order), combo["key"]
        assert all(row["type"] in types for row, types in zip(rows, order, strict=True)), combo["key"]
        assert {row["topic"] for row in rows} == {combo["topic"]}, combo["key"]
    used = [key for combo in combos for key in combo["questions"]]
    assert len(used) == len(set(used))


def test_every_topic_has_a_combo_a_role_play_set_and_a_pair() -> None:
    kinds = {entry["slug"]: {row["kind"] for row in entry.get("combos", [])} for entry in entries}
    assert {slug for slug, found in kinds.items() if found < {"combo", "role_play", "pair"}} == {"self-introduction"}


def test_no_two_questions_are_nearly_the_same() -> None:
    texts = {number: row["text"] for number, row in enumerate(questions)}
    assert [(questions[a]["key"], questions[b]["key"]) for a, b in near_duplicates(texts)] == []


def test_translations_and_hints_are_no_copies_of_one_another() -> None:
    for field in ("text_ko", "hint", "hint_ko"):
        counts = Counter(row[field] for row in questions)
        assert [text for text, n in counts.items() if n > 1] == [], field


def test_near_duplicates_are_found() -> None:
    text = "Tell me about the park that you like to visit the most in your city."
    other = text.replace("the most", "most of all")
    assert near_duplicates({1: text, 2: other, 3: "What did you eat for lunch yesterday and who cooked it?"}) == [
        (1, 2)
    ]


def test_the_report_counts_what_the_bank_holds(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_bank()
    call_command("question_bank_report", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report == bank_report()
    assert report["questions"] == report["published"] == len(questions) == sum(report["types"].values())
    assert report["types"].keys() == set(QuestionType.values)
    assert min(report["types"].values()) >= 12
    assert len(report["cells"]) == 74
    assert all(count >= 3 for cell in report["cells"].values() for count in cell.values())
    assert (report["spoken"], report["near_duplicates"], report["unexpected_topics"]) == (0, 0, 25)
    assert report["role_play_sets"] == sum(combo["kind"] == "role_play" for combo in combos) >= 30


def test_the_table_of_the_document_is_what_the_command_prints(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_bank()
    call_command("question_bank_report", "--table")
    printed = capsys.readouterr().out.strip()
    document = (Path(__file__).resolve().parents[2] / "docs" / "question-bank.md").read_text(encoding="utf-8")
    assert printed in document


def test_the_report_is_readable_without_json(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_bank()
    call_command("question_bank_report")
    assert re.search(r"parks: IL \d+ IM \d+ IH \d+ AL \d+", capsys.readouterr().out)
