"""Lines of the first sheet of an Excel workbook, bounded whatever the file claims to be."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from scripts.services.sheets.cells import from_workbook, text_of
from scripts.services.sheets.errors import BadSheet

logger = logging.getLogger(__name__)

UNPACKED_BYTES = 250 * 1024 * 1024
"""A workbook is a ZIP file: this much may come out of it. It is read as a stream, but for the table of texts."""
TEXTS_BYTES = 100 * 1024 * 1024
TEXTS = "xl/sharedStrings.xml"
COLUMNS = 40
"""Columns that are looked at; a cell far to the right makes every line as wide."""

UNCOMPUTED = "\x00formula"
"""Stands for a formula whose value the workbook does not hold. No cell can hold a NUL."""

PIECE = 1024 * 1024
MARKS = re.compile(rb"<f[ />]|<mergeCell ")


@dataclass(slots=True)
class Workbook:
    """The lines of its first sheet with their numbers, and what a person should know about the rest."""

    lines: Iterator[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


def open_workbook(data: bytes) -> Workbook:
    """Open the first sheet. Raises BadSheet, while its lines are being read as well."""
    parts = _parts(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        path = sheet._worksheet_path.lstrip("/")
    except Exception as error:
        raise _damaged(error) from error
    notes = []
    if len(book.worksheets) > 1:
        notes.append(
            _("The workbook has %(n)s sheets. Only the first one, “%(name)s”, is read.")
            % {"n": len(book.worksheets), "name": sheet.title}
        )
    found = _marks(data, path if path in parts else "")
    if b"<mergeCell " in found:
        notes.append(_("The sheet has merged cells. Only the first cell of each holds its text; the others are empty."))
    formulas: Any = repeat(())
    if b"<f" in found:
        notes.append(_("The sheet has formulas. What they last showed is read."))
        formulas = _rows(load_workbook(io.BytesIO(data), read_only=True, keep_links=False).worksheets[0])
    return Workbook(_lines(_rows(sheet), formulas), notes)


def _parts(data: bytes) -> dict[str, int]:
    """The files in the archive with their sizes. A size that lies is found out while it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(error) from error
    if "[Content_Types].xml" not in parts:
        raise BadSheet(_("This file is an archive, not a sheet. Please upload a CSV or XLSX file."))
    if sum(parts.values()) > UNPACKED_BYTES or parts.get(TEXTS, 0) > TEXTS_BYTES:
        raise BadSheet(
            _("Unpacked, this workbook is larger than %(limit)s MB. Please split it.")
            % {"limit": (TEXTS_BYTES if parts.get(TEXTS, 0) > TEXTS_BYTES else UNPACKED_BYTES) // 1024**2}
        )
    return parts


def _marks(data: bytes, path: str) -> set[bytes]:
    """Which elements the sheet has that need a word to the person: formulas, merged cells."""
    found: set[bytes] = set()
    if not path:
        return found
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as part:
        rest = b""
        while piece := part.read(PIECE):
            text = rest + piece
            found.update(mark[:2] if mark.startswith(b"<f") else mark for mark in MARKS.findall(text))
            rest = piece[-16:]
    return found


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # they are what the file says, not what it holds
    return sheet.iter_rows(max_col=COLUMNS, values_only=True)


def _lines(rows: Iterator[tuple[Any, ...]], formulas: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            row = next(rows, None)
            written = next(formulas, ())
        except Exception as error:
            raise _damaged(error) from error
        if row is None:
            return
        cells = [from_workbook(text_of(value)) for value in row]
        for place, value in enumerate(written):
            if value is not None and row[place] is None:
                cells[place] = UNCOMPUTED
        yield number, cells


def _damaged(error: Exception) -> BadSheet:
    logger.info("a workbook cannot be read: %r", error)
    return BadSheet(_("This workbook is damaged or is not an XLSX file. Please save it again as XLSX or CSV."))
