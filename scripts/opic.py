"""Vocabulary of the test: target grades and kinds of question."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Target grades. (The six self-assessment levels of the test are something else.)"""

    IL = "IL", "IL"
    IM = "IM", "IM"
    IH = "IH", "IH"
    AL = "AL", "AL"


class QuestionType(models.TextChoices):
    """The 23 kinds of question; which target grade practises which is TYPES_BY_LEVEL."""

    T01 = "T01", _("self-introduction")
    T02 = "T02", _("place description")
    T03 = "T03", _("person description")
    T04 = "T04", _("object description")
    T05 = "T05", _("preference with reason")
    T06 = "T06", _("routine")
    T07 = "T07", _("process")
    T08 = "T08", _("topic in your country")
    T09 = "T09", _("recent experience")
    T10 = "T10", _("first experience")
    T11 = "T11", _("childhood memory")
    T12 = "T12", _("memorable experience")
    T13 = "T13", _("problem and solution")
    T14 = "T14", _("change over time")
    T15 = "T15", _("comparison")
    T16 = "T16", _("role-play: ask")
    T17 = "T17", _("role-play: problem")
    T18 = "T18", _("role-play: own experience")
    T19 = "T19", _("ask the interviewer")
    T20 = "T20", _("issue or concern")
    T21 = "T21", _("news heard")
    T22 = "T22", _("advantages and disadvantages")
    T23 = "T23", _("opinion, hypothetical")


_IL = ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T09", "T19"]
_IM = [*_IL, "T08", "T11", "T12", "T15", "T16"]
_IH = [*_IM, "T10", "T13", "T14", "T17", "T18"]
TYPES_BY_LEVEL: dict[str, list[str]] = {"IL": _IL, "IM": _IM, "IH": _IH, "AL": [*_IH, "T20", "T21", "T22", "T23"]}
FIRST_DIFFICULTY: dict[str, int] = {
    **dict.fromkeys(["T01", "T02", "T03", "T04", "T05", "T06", "T19"], 1),
    **dict.fromkeys(["T07", "T09"], 2),
    **dict.fromkeys(["T08", "T11", "T12", "T15", "T16"], 3),
    **dict.fromkeys(["T10", "T13", "T14", "T17", "T18"], 4),
    **dict.fromkeys(["T20", "T21"], 5),
    **dict.fromkeys(["T22", "T23"], 6),
}
"""The self-assessment at which each type is first asked."""

DIFFICULTIES = [(number, str(number)) for number in range(1, 7)]


class ComboKind(models.TextChoices):
    """How questions follow one another in the test."""

    COMBO = "combo", _("three in a row")
    ROLE_PLAY = "role_play", _("role-play")
    PAIR = "pair", _("comparison and issue")


COMBO_ORDERS: dict[str, list[tuple[str, ...]]] = {
    # present, past, and what was memorable or went wrong
    ComboKind.COMBO: [
        ("T02", "T03", "T04", "T05", "T06", "T07", "T08"),
        ("T09", "T10", "T11", "T12", "T14"),
        ("T11", "T12", "T13", "T14"),
    ],
    ComboKind.ROLE_PLAY: [("T16",), ("T17",), ("T18",)],
    ComboKind.PAIR: [("T14", "T15"), ("T20", "T21", "T22", "T23")],
}
"""The types that may stand at each place: questions 2 to 10, 11 to 13, and 14 to 15 of the test."""

LEVEL_HINTS: dict[str, Promise] = {
    "IL": _("Short sentences about yourself and your day."),
    "IM": _("Connected sentences, simple stories and questions."),
    "IH": _("Whole stories in past, present and future; solving a problem."),
    "AL": _("Paragraphs with comparison, reasons and opinions."),
}
