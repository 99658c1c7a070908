"""Figures about the question bank."""

from collections import Counter
from typing import Any

from scripts.models import Combo, Question, State, Topic
from scripts.opic import ComboKind, Level, QuestionType
from scripts.services.similarity import near_duplicates


def bank_report() -> dict[str, Any]:
    """Return the counts of the bank over all questions that are not retired."""
    questions = list(Question.objects.living().select_related("topic").defer("from_bank", "text_ko"))
    cells = {slug: dict.fromkeys(Level.values, 0) for slug in Topic.objects.values_list("slug", flat=True)}
    for question in questions:
        cells[question.topic.slug][question.level] += 1
    types = Counter(question.type for question in questions)
    return {
        "questions": len(questions),
        "published": sum(q.state == State.PUBLISHED for q in questions),
        "spoken": sum(q.is_spoken for q in questions),
        "near_duplicates": len(near_duplicates({q.pk: q.text for q in questions})),
        "types": {name: types[name] for name in QuestionType.values},
        "cells": cells,
        "role_play_sets": Combo.objects.published().filter(kind=ComboKind.ROLE_PLAY).count(),
        "unexpected_topics": Topic.objects.published().filter(category=Topic.Category.UNEXPECTED).count(),
    }


def type_cells() -> dict[tuple[str, str], dict[str, int]]:
    """Return how many living questions of each type a topic has at a level: `{(slug, level): {type: n}}`."""
    slugs = Topic.objects.values_list("slug", flat=True)
    table: dict[tuple[str, str], dict[str, int]] = {(slug, level): {} for slug in slugs for level in Level.values}
    for slug, level, kind in Question.objects.living().values_list("topic__slug", "level", "type"):
        row = table[slug, level]
        row[kind] = row.get(kind, 0) + 1
    return table
