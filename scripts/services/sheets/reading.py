"""A file as it was uploaded, read into lines of known columns. What kind of file it is, its bytes say."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from tablib import Dataset

from scripts.services.sheets.cells import original
from scripts.services.sheets.columns import COLUMNS, check_header
from scripts.services.sheets.delimited import lines_of_text
from scripts.services.sheets.errors import BadSheet, Fault
from scripts.services.sheets.workbook import open_workbook

LINE, BEYOND = "(line)", "(beyond)"
"""Columns that we add to a dataset: the number of the line, and a cell that stands under no name."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NO_SHEETS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF", b"\x1f\x8b", b"\x7fELF", b"MZ\x90", b"Rar!", b"7z")


@dataclass(slots=True)
class Sheet:
    """The lines of a file, and what a person should know about the file as a whole."""

    dataset: Dataset
    notes: list[str] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_sheet(data: bytes) -> Sheet:
    """Read a CSV or XLSX file. Raises BadSheet."""
    if len(data) > settings.SHEET_MAX_BYTES:
        raise BadSheet(
            _("The file has %(size)s MB. A sheet may have at most %(limit)s MB; please split it.")
            % {"size": len(data) // 1_000_000, "limit": settings.SHEET_MAX_BYTES // 1_000_000}
        )
    if data.startswith(OLD_EXCEL):
        raise BadSheet(
            _("This is an old Excel workbook (.xls), or one with a password. Please save it as XLSX or CSV.")
        )
    if data.startswith(NO_SHEETS):
        raise BadSheet(_("This file is not a sheet. Please upload a CSV or XLSX file."))
    if data.startswith(b"PK"):
        book = open_workbook(data)
        return _sheet(book.lines, book.notes)
    return _sheet(lines_of_text(data, COLUMNS), [])


def _sheet(lines: Iterator[tuple[int, list[str]]], notes: list[str]) -> Sheet:
    header = next((cells for _n, cells in lines), [])
    if not any(cell.strip("\ufeff \t\r\n") for cell in header):
        # Without a header in line 1, or with nothing at all.
        empty = not any(any(map(str.strip, cells)) for _n, cells in lines)
        raise BadSheet(_("The sheet is empty.") if empty else _("The first line must name the columns."))
    places, warnings = check_header(header)
    named = {place for place, cell in enumerate(header) if cell.strip()}
    # `append` of a Dataset looks at each row three times over.
    dataset = Dataset(headers=[LINE, BEYOND, *places])
    for number, cells in lines:
        if not any(map(str.strip, cells)):
            continue
        if len(dataset) >= settings.SHEET_MAX_LINES:
            raise BadSheet(
                _("The sheet has more than %(limit)s lines. Please split it.")
                % {"limit": number_format(settings.SHEET_MAX_LINES, force_grouping=True)}
            )
        dataset.append([number, _beyond(cells, named), *_known(cells, places)])
    if not len(dataset):
        raise BadSheet(_("The sheet has a header and no line below it."))
    return Sheet(dataset, notes, warnings)


def _known(cells: list[str], places: dict[str, int]) -> list[str]:
    width = len(cells)
    return [original(cells[place]) if place < width else "" for place in places.values()]


def _beyond(cells: list[str], named: set[int]) -> str:
    if len(cells) == len(named):
        return ""
    return next((cell for place, cell in enumerate(cells) if place not in named and cell.strip()), "")
