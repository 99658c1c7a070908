"""What the bank holds that the lines of a sheet may be about: found in one pass, whatever the number of lines."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Max

from scripts.models import Combo, Question, Topic
from scripts.services.sheets.cells import plain

FIELDS = ["topic_id", "level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source", "state"]
"""What a line of a sheet says about a question, in the order of the columns."""

Values = tuple[Any, ...]


class Stored(NamedTuple):
    """A question as it is in the bank: `values` are those of FIELDS."""

    pk: int
    key: str | None
    values: Values


@dataclass(slots=True)
class Known:
    """What the bank said when it was asked; `stamp` tells whether it has changed since."""

    stamp: tuple[int, ...]
    topics: dict[str, int]
    by_key: dict[str, Stored] = field(default_factory=dict)
    by_text: dict[tuple[int, str], Stored] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    """Every key in the bank, by its folded form: MariaDB takes “A-1” and “a-1” for the same."""
    in_combos: frozenset[int] = frozenset()
    """Questions whose type is that of their place in a combo."""


def stamp() -> tuple[int, ...]:
    """A number that grows with every change that has a history: of questions, topics and combos."""
    return tuple(model.history.aggregate(last=Max("history_id"))["last"] or 0 for model in (Question, Topic, Combo))


def look_up(*, keys: set[str], texts: set[str]) -> Known:
    """Find the questions that have one of the `keys`, or (any topic's) one of the `texts`. Takes no lock."""
    found = Known(stamp=stamp(), topics=dict(Topic.objects.order_by().values_list("slug", "pk")))
    plain_texts = set(map(plain, texts))
    rows = Question.objects.order_by("-pk").values_list("pk", "key", *FIELDS)
    for pk, key, *values in rows.iterator(chunk_size=2000):
        stored = Stored(pk, key, tuple(values))
        if key:
            found.taken[folded(key)] = key
            if key in keys:
                found.by_key[key] = stored
        if (text := plain(values[4])) in plain_texts:
            # Of two with the same text the older one counts.
            found.by_text[values[0], text] = stored
    slots = Combo.objects.order_by().values_list("first", "second", "third").iterator(chunk_size=2000)
    found.in_combos = frozenset(pk for slot in slots for pk in slot if pk)
    return found


def folded(key: str) -> str:
    """The key as a database without a sense for capitals compares it."""
    return unicodedata.normalize("NFKC", key).casefold().rstrip()


def texts_of_bank() -> Iterable[tuple[str, str, int]]:
    """Yield the text, the name and the id of each question that is not retired."""
    rows = Question.objects.living().order_by().values_list("text", "key", "pk")
    return ((text, key or f"#{pk}", pk) for text, key, pk in rows.iterator(chunk_size=2000))
