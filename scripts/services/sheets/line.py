"""One line of a sheet: its cells, and what is wrong with each by itself."""

import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from scripts.models import Question, State
from scripts.opic import Level, QuestionType
from scripts.services.sheets.errors import Fault
from scripts.services.sheets.reading import LINE
from scripts.services.sheets.workbook import UNCOMPUTED

TEXTS = ["text", "text_ko", "hint", "hint_ko", "source"]
FIELDS: dict[str, Any] = {name: Question._meta.get_field(name) for name in ["key", *TEXTS]}
LIMITS = {name: field.max_length for name, field in FIELDS.items()}
EXCEL_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
CHOICES = {"level": Level.values, "type": QuestionType.values, "state": State.values}
BREAKS = "\t\n\r"


class FaultyLine(Exception):
    """The line keeps some rules not; `faults` says which."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(len(faults))


class Line:
    """The cells of a line, and the list that its faults go to."""

    def __init__(self, row: dict[str, Any], faults: list[Fault]) -> None:
        self.row, self.faults = row, faults
        self.number: int = row[LINE]

    def __getitem__(self, name: str) -> str:
        return self.row.get(name, "")

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.number, column, reason))

    def check_formulas(self) -> None:
        """Raise FaultyLine where a cell holds nothing but a formula: nothing more can be said of the line."""
        if UNCOMPUTED not in self.row.values():
            return
        reason = _("This is a formula that was never computed. Open and save the file in Excel.")
        raise FaultyLine([Fault(self.number, name, reason) for name, cell in self.row.items() if cell == UNCOMPUTED])

    def choice(self, name: str, value: str) -> str | None:
        if value in CHOICES[name]:
            return value
        if value:
            self.fault(name, unknown(self[name], tuple(CHOICES[name])))
        else:
            self.fault(name, _("This cell is empty. It may be: %(values)s.") % {"values": ", ".join(CHOICES[name])})
        return None

    def check_text(self, name: str, breaks: str = BREAKS) -> None:
        text = self[name]
        if text in EXCEL_ERRORS:
            self.fault(name, _("This is the error %(error)s of a spreadsheet, not a text.") % {"error": text})
        elif len(text) > LIMITS[name]:
            self.fault(
                name,
                _("This is too long: %(length)s characters. At most %(limit)s are possible.")
                % {"length": len(text), "limit": LIMITS[name]},
            )
        elif not text.isprintable() and (bad := _unprintable(text, breaks)):
            self.fault(name, _("There is a character that nobody can read (%(code)s).") % {"code": f"U+{ord(bad):04X}"})
        elif "\ufffd" in text:
            self.fault(name, _("Characters were lost (�). The sheet was saved in a wrong encoding."))


def _unprintable(text: str, breaks: str) -> str:
    """The first control character, lone half of a pair, or code that stands for nothing."""
    return next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in breaks), "")


@lru_cache(maxsize=1024)
def _nearest(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), [each.lower() for each in names], n=1)
    return next(each for each in names if each.lower() == near[0]) if near else ""


def unknown(told: str, names: tuple[str, ...]) -> str:
    shown = told[:40].replace("\x00", "")
    # Of "T99" and "XX" no other code is nearer than the next.
    if len(shown) > 3 and (near := _nearest(shown, names)):
        return _("“%(value)s” is not known. Is “%(near)s” meant?") % {"value": shown, "near": near}
    if len(names) <= 30:
        return _("“%(value)s” is not known. It may be: %(values)s.") % {"value": shown, "values": ", ".join(names)}
    return _("There is no “%(value)s”.") % {"value": shown}
