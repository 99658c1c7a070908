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
LEVEL_HINTS: dict[str, Promise] = {
    "IL": _("Short sentences about yourself and your day."),
    "IM": _("Connected sentences, simple stories and questions."),
    "IH": _("Whole stories in past, present and future; solving a problem."),
    "AL": _("Paragraphs with comparison, reasons and opinions."),
}
