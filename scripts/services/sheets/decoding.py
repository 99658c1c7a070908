"""In which encoding a text file is written. Nobody is asked: Excel's users do not know."""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from scripts.services.sheets.errors import BadSheet

KOREAN = "cp949"
"""What a Korean Excel writes as "CSV"."""

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
HEAD_BYTES = 64 * 1024
RUBBISH = 0.1
"""A text has no control characters to speak of; from this part on it is none."""


def encoding_of(data: bytes) -> str:
    """Return the encoding that all of `data` can be decoded with. Raises BadSheet, with the line that cannot."""
    if (encoding := _announced(data)) is None:
        encoding = _guessed(data)
    if error := _error(data, encoding):
        line = _line_of(data, error.start, encoding)
        raise BadSheet(
            _("Line %(line)s holds bytes that are no text. Please save the sheet as “CSV UTF-8” or as XLSX.")
            % {"line": line}
        )
    return encoding


def _announced(data: bytes) -> str | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:HEAD_BYTES]
    # Latin letters in UTF-16 have every other byte zero.
    for encoding, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) > 3 and zeros.count(0) > 0.4 * len(zeros) and others.count(0) < 0.02 * len(others):
            return encoding
    return None


def _guessed(data: bytes) -> str:
    _refuse_rubbish(data)
    if _error(data, "utf-8") is None:
        return "utf-8"
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - sum(map(str.isascii, text))
    # Of Korean in CP949 hardly anything is UTF-8 by chance: where most of it is, single bytes are broken.
    return "utf-8" if whole > broken else KOREAN


def _refuse_rubbish(data: bytes) -> None:
    head = data[:HEAD_BYTES]
    control = len(head.translate(None, bytes([9, 10, 13, *range(32, 256)])))
    if control > RUBBISH * len(head):
        raise BadSheet(_("This file is not a sheet. Please upload a CSV or XLSX file."))


def _error(data: bytes, encoding: str) -> UnicodeDecodeError | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error
    return None


def _line_of(data: bytes, place: int, encoding: str) -> int:
    """Count lines as a spreadsheet does: a quoted cell may span several."""
    before = data[:place].decode(encoding, errors="ignore") + "x"
    return sum(1 for _row in csv.reader(io.StringIO(before, newline="")))
