"""Which questions of a sheet say nearly what another one says already: a warning, found in bounded time."""

from collections import defaultdict

from django.utils.translation import gettext as _

from scripts.services.sheets.cells import bare
from scripts.services.sheets.errors import Fault
from scripts.services.sheets.known import texts_of_bank
from scripts.services.sheets.plan import Change, Plan
from scripts.services.similarity import NEAR_DUPLICATE, STOCK_PHRASE, Shingles, shingles, similarity

COMPARED = 5_000
"""So many new texts are compared word by word; of more, only equal ones are found."""
LOOKS = 3_000_000
"""How many times a shared sequence of words is followed up, at most: some seconds."""


def warn_of_alikes(plan: Plan) -> None:
    """Add a warning for each new text that is like another of the bank or the sheet; say so where none was sought."""
    fresh = [change for change in plan.changes if change.before is None or change.before[4] != change.after[4]]
    search = _Search(fresh if len(fresh) <= COMPARED else [])
    equal = {bare(change.after[4]): change for change in fresh}
    replaced = {change.pk for change in plan.changed}
    for text, name, pk in texts_of_bank() if fresh else ():
        if pk in replaced:
            continue
        found = search.like(shingles(text))
        if (same := equal.get(bare(text))) is not None:
            found = [(same, 1.0), *((change, score) for change, score in found if change is not same)]
        other = _("question “%(name)s”") % {"name": name}
        plan.warnings += [_warning(change, score, other) for change, score in found]
    for change, before, score in search.among_themselves():
        plan.warnings.append(_warning(change, score, _("line %(line)s") % {"line": before.line}))
    plan.warnings.sort()
    if len(fresh) > COMPARED or search.looks_left < 0:
        plan.notes.append(_("The sheet is too large to look for all questions that are nearly the same."))


def _warning(change: Change, score: float, other: str) -> Fault:
    percent = round(score * 100)
    if percent == 100:
        return Fault(change.line, "text", _("Says the same as %(other)s.") % {"other": other})
    reason = _("Says nearly the same as %(other)s (%(percent)s %%).") % {"other": other, "percent": percent}
    return Fault(change.line, "text", reason)


class _Search:
    """New texts by the three-word sequences that stand in them."""

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes
        self.sets = [shingles(change.after[4]) for change in changes]
        self.places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.looks_left = LOOKS
        for number, own in enumerate(self.sets):
            for shingle in own:
                self.places[shingle].append(number)

    def like(self, text: Shingles, *, before: int | None = None) -> list[tuple[Change, float]]:
        """Return the new texts (those numbered below `before`) that are near-duplicates, with their similarity."""
        found: set[int] = set()
        for shingle in text:
            places = self.places.get(shingle, ())
            if self.looks_left >= 0 and len(places) <= STOCK_PHRASE:
                self.looks_left -= len(places)
                found.update(places)
        if before is not None:
            found = {number for number in found if number < before}
        scored = ((self.changes[number], similarity(text, self.sets[number])) for number in sorted(found))
        return [(change, score) for change, score in scored if score >= NEAR_DUPLICATE]

    def among_themselves(self) -> list[tuple[Change, Change, float]]:
        """Return each new text with those before it that it is like."""
        return [
            (change, other, score)
            for number, change in enumerate(self.changes)
            for other, score in self.like(self.sets[number], before=number)
        ]
