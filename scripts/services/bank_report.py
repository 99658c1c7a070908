"""Figures about the question bank."""

import re
from collections import Counter
from itertools import combinations
from typing import Any

from scripts.models import Question, Topic
from scripts.opic import Level, QuestionType

NEAR_DUPLICATE = 0.5
"""Two texts are near-duplicates when they share this part of all their three-word sequences (Jaccard index)."""

ROLE_PLAY = {"T16", "T17", "T18"}
"""A topic has a set when it can ask, meet a problem, and tell of the like: questions 11 to 13 of the test."""


def bank_report() -> dict[str, Any]:
    """Return the counts of the bank over all questions that are not retired."""
    questions = list(Question.objects.exclude(state=Question.State.RETIRED).select_related("topic").defer("bank_text"))
    cells = {slug: dict.fromkeys(Level.values, 0) for slug in Topic.objects.values_list("slug", flat=True)}
    for question in questions:
        cells[question.topic.slug][question.level] += 1
    types = Counter(question.type for question in questions)
    by_topic: dict[str, set[str]] = {slug: set() for slug in cells}
    for question in questions:
        by_topic[question.topic.slug].add(question.type)
    return {
        "questions": len(questions),
        "published": sum(q.state == Question.State.PUBLISHED for q in questions),
        "spoken": sum(q.is_spoken for q in questions),
        "near_duplicates": len(near_duplicates({q.pk: q.text for q in questions})),
        "types": {name: types[name] for name in QuestionType.values},
        "cells": cells,
        "role_play_sets": sum(found >= ROLE_PLAY for found in by_topic.values()),
        "unexpected_topics": 0,  # all of the bank's topics are items of the survey
    }


def near_duplicates(texts: dict[int, str]) -> list[tuple[int, int]]:
    """Return the pairs of keys whose texts are nearly the same."""
    shingles = {key: _trigrams(text) for key, text in texts.items()}
    return [(a, b) for a, b in combinations(shingles, 2) if _jaccard(shingles[a], shingles[b]) >= NEAR_DUPLICATE]


def _trigrams(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _jaccard(a: frozenset[Any], b: frozenset[Any]) -> float:
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0
