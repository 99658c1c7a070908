"""Lines of a CSV file, whatever it separates its cells with."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from scripts.services.sheets.decoding import encoding_of
from scripts.services.sheets.errors import BadSheet

DELIMITERS = ",;\t"
CELL_CHARS = 131_072
"""The csv module's own limit of a cell: what is longer has lost its closing quotation mark."""

Line = tuple[int, list[str]]


def lines_of_text(data: bytes, known: Iterable[str]) -> Iterator[Line]:
    """Yield the lines with their numbers as a spreadsheet shows them. Raises BadSheet, while being read as well.

    The delimiter is the one that finds most of the `known` column names in the first line.
    """
    file = io.TextIOWrapper(io.BytesIO(data), encoding=encoding_of(data), newline="")
    first = file.readline()
    told = re.fullmatch(r"sep=(.)\s*", first)  # Excel's own way to name the delimiter; it shows no such line
    if told:
        return _lines(file, told[1])
    file.seek(0)
    return _lines(file, max(DELIMITERS, key=lambda each: _found(first, each, set(known))))


def _found(header: str, delimiter: str, known: set[str]) -> int:
    names = header.lstrip("\ufeff").split(delimiter)
    return sum(name.strip(' "\r\n').lower() in known for name in names)


def _lines(file: Iterable[str], delimiter: str) -> Iterator[Line]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadSheet(_why(error, number)) from error
        if cells is None:
            return
        yield number, cells


def _why(error: csv.Error, number: int) -> str:
    if "field limit" in str(error):
        return _("Line %(line)s: a cell is longer than %(limit)s characters. Is a closing quotation mark missing?") % {
            "line": number,
            "limit": CELL_CHARS,
        }
    return _("Line %(line)s: the quotation marks do not match.") % {"line": number}
