"""What our own question bank holds: a check on its files as much as on the code."""

import json
import re
import tomllib
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from scripts.opic import TYPES_BY_LEVEL, Level, QuestionType
from scripts.services.bank import FILES, load_bank
from scripts.services.bank_report import bank_report, near_duplicates

TOPICS = {
    "leisure": "영화보기 나이트클럽가기 공연보기 콘서트보기 박물관가기 공원가기 캠핑하기 해변가기 스포츠관람 주거개선",
    "hobbies": "아이에게책읽어주기 음악감상하기 악기연주하기 혼자노래부르거나합창하기 춤추기 글쓰기 그림그리기 "
    "요리하기 애완동물기르기",
    "sports": "농구 야구 축구 미식축구 하키 크리켓 골프 배구 테니스 배드민턴 탁구 수영 자전거 스노우보드 "
    "아이스스케이트 조깅 걷기 요가 하이킹 낚시 헬스",
    "trips": "국내출장 해외출장 집에서보내는휴가 국내여행 해외여행",
}
"""The product's topics in their order, without spaces."""

entries = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FILES.glob("*.toml"))]
questions: list[dict[str, Any]] = [row | {"topic": entry["slug"]} for entry in entries for row in entry["questions"]]


@pytest.mark.parametrize("category", TOPICS)
def test_the_topics_are_those_of_the_product_in_its_order(category: str) -> None:
    found = sorted((entry["order"], entry["name_ko"]) for entry in entries if entry["category"] == category)
    assert [name.replace(" ", "") for _, name in found] == TOPICS[category].split()


def test_there_are_45_topics_with_names_and_a_picture_each() -> None:
    assert len({entry["slug"] for entry in entries}) == len(entries) == 45
    assert len({entry["name_en"] for entry in entries}) == 45
    missing = [entry["slug"] for entry in entries if not finders.find(f"img/topics/{entry['slug']}.svg")]
    assert not missing


def test_every_topic_has_two_questions_for_every_level() -> None:
    counts = {(entry["slug"], level): 0 for entry in entries for level in Level.values}
    for row in questions:
        counts[row["topic"], row["level"]] += 1
    assert {cell: n for cell, n in counts.items() if n < 2} == {}
    assert len(questions) >= 360


def test_no_key_stands_twice() -> None:
    keys = [row["key"] for row in questions]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", key) for key in keys)


def test_every_type_is_one_that_its_level_practises() -> None:
    assert [row["key"] for row in questions if row["type"] not in TYPES_BY_LEVEL[row["level"]]] == []


def test_the_harder_levels_practise_what_is_theirs() -> None:
    """At least one question in three of IM and above is of a type that the level below does not have."""
    for below, level in zip(Level.values, Level.values[1:], strict=False):
        own = set(TYPES_BY_LEVEL[level]) - set(TYPES_BY_LEVEL[below])
        rows = [row for row in questions if row["level"] == level]
        assert sum(row["type"] in own for row in rows) * 3 >= len(rows), level


def test_texts_are_sentences_that_can_be_said_in_a_breath_or_two() -> None:
    for row in questions:
        text = row["text"]
        assert 12 <= len(text.split()) <= 90, row["key"]
        assert text == text.strip()
        assert text[-1] in ".?!", row["key"]
        assert "  " not in text, row["key"]
        assert text.isascii(), row["key"]


def test_no_two_questions_are_nearly_the_same() -> None:
    texts = {number: row["text"] for number, row in enumerate(questions)}
    assert [(questions[a]["key"], questions[b]["key"]) for a, b in near_duplicates(texts)] == []


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
    assert len(report["cells"]) == 45
    assert all(count >= 2 for cell in report["cells"].values() for count in cell.values())
    assert (report["spoken"], report["near_duplicates"], report["unexpected_topics"]) == (0, 0, 0)
    types = {entry["slug"]: {row["type"] for row in entry["questions"]} for entry in entries}
    assert report["role_play_sets"] == sum({"T16", "T17", "T18"} <= found for found in types.values())


def test_the_report_is_readable_without_json(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_bank()
    call_command("question_bank_report")
    assert re.search(r"parks: IL \d+ IM \d+ IH \d+ AL \d+", capsys.readouterr().out)
