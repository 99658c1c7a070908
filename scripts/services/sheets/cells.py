"""One cell between a spreadsheet and the bank: harmless there, and the same text when it comes back."""

import re
from typing import Any

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""A spreadsheet takes what begins with one of these for a formula, or cuts it off and then does."""

QUOTE = "'"
"""A spreadsheet takes what follows for text."""


def harmless(text: str) -> str:
    """Return the text as a cell that no spreadsheet computes. `original` gives it back byte for byte."""
    return QUOTE + text if _needs_quote(text) else text


def original(cell: str) -> str:
    """Return the text of a cell: what `harmless` was given, or what a person wrote, without spaces around it."""
    if cell.startswith(QUOTE) and _needs_quote(cell[1:]):
        return cell[1:]
    return cell.strip()


def text_of(value: Any) -> str:
    """Return what a person sees in a cell whatever kind of value a workbook keeps there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def plain(text: str) -> str:
    """The text without what a spreadsheet changes by itself: kinds of line breaks, and spaces around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def bare(text: str) -> str:
    """The text without what makes no other question of it: capitals, and how words are spaced."""
    return " ".join(text.casefold().split())


def _needs_quote(text: str) -> bool:
    text = re.sub(f"^{QUOTE}+", "", text)  # who writes a quotation mark before a formula gets both back
    return text.startswith(FORMULA) or text != text.strip()


_CODED = re.compile(r"_x(00[01][0-9A-F]|005F)_")
_TO_CODE = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x00[01][0-9A-F]_|x005F_)")


def to_workbook(text: str) -> str:
    """Write characters that XML cannot hold as Excel does (`_x000D_`)."""
    return _TO_CODE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_workbook(text: str) -> str:
    """Undo `to_workbook`."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text
