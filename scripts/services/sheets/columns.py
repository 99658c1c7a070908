"""The columns of a sheet of questions."""

from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scripts.services.sheets.errors import BadSheet, Fault

VALUES = ["topic", "level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source", "state"]
COLUMNS = ["key", *VALUES]
REQUIRED = ["topic", "level", "type", "text"]


def name_of(cell: str) -> str:
    """The name that a cell of the first line means: capitals, spaces and a stray mark do not matter."""
    return cell.strip("\ufeff \t\r\n").lower().replace(" ", "_").replace("-", "_")


def check_header(cells: list[str]) -> tuple[dict[str, int], list[Fault]]:
    """Return where each known column stands, and a word about each unknown one. Raises BadSheet."""
    names = [name_of(cell) for cell in cells]
    if not set(names) & set(COLUMNS):
        raise BadSheet(
            _("The first line must name the columns: %(names)s.") % {"names": ", ".join(COLUMNS)},
        )
    double = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if double:
        sentence = ngettext(
            "This column stands twice: %(names)s.", "These columns stand twice: %(names)s.", len(double)
        )
        raise BadSheet(sentence % {"names": ", ".join(double)})
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        sentence = ngettext("This column is missing: %(names)s.", "These columns are missing: %(names)s.", len(missing))
        raise BadSheet(sentence % {"names": ", ".join(missing)})
    unknown = [Fault(1, cell.strip()[:40], _unknown(name)) for cell, name in zip(cells, names, strict=True) if name]
    places = {name: place for place, name in enumerate(names) if name in COLUMNS}
    return places, [fault for fault in unknown if name_of(fault.column) not in COLUMNS]


def _unknown(name: str) -> str:
    near = get_close_matches(name, COLUMNS, n=1)
    if near:
        return _("This column is not known and is not read. Is “%(name)s” meant?") % {"name": near[0]}
    return _("This column is not known and is not read.")
