"""Sheets of questions as people have them: real files, built here."""

import csv
import io
from typing import Any

from openpyxl import Workbook

COLUMNS = ["key", "topic", "level", "type", "difficulty", "text", "text_ko", "hint", "hint_ko", "source", "state"]
GOOD = {"topic": "parks", "level": "IM", "type": "T06", "text": "How often do you visit the park near your house?"}


def line(**cells: Any) -> dict[str, Any]:
    """A line without faults, with these cells instead."""
    return {**GOOD, **cells}


def rows(lines: list[dict[str, Any]], columns: list[str]) -> list[list[Any]]:
    return [columns, *([cells.get(name, "") for name in columns] for cells in lines)]


def csv_of(
    lines: list[dict[str, Any]], *, columns: list[str] = COLUMNS, encoding: str = "utf-8", delimiter: str = ",",
    ending: str = "\r\n",
) -> bytes:  # fmt: skip
    """The lines as a CSV file."""
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if ending == "\r" else csv.QUOTE_MINIMAL  # else a cell's own line break ends the line
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerows(rows(lines, columns))
    return out.getvalue().encode(encoding)


def book_of(lines: list[dict[str, Any]], *, columns: list[str] = COLUMNS) -> Workbook:
    book = Workbook()
    for row in rows(lines, columns):
        book.active.append(row)
    return book


def bytes_of(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_of(lines: list[dict[str, Any]], *, columns: list[str] = COLUMNS) -> bytes:
    """The lines as an Excel workbook."""
    return bytes_of(book_of(lines, columns=columns))
