"""Formats that a sheet is written in: for people with Excel, harmless there, and the same when it comes back."""

import csv
import io
from typing import Any

from import_export.formats.base_formats import CSV, XLSX
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from tablib import Dataset

from scripts.services.sheets.cells import harmless, text_of, to_workbook

WIDTHS = {"text": 60, "text_ko": 60, "hint": 40, "hint_ko": 40, "key": 24, "topic": 20}


class HarmlessCsv(CSV):
    """CSV that Excel opens rightly: its mark of UTF-8 first, lines that end as it likes them."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(dataset.headers)
        writer.writerows([harmless(text_of(cell)) for cell in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig", errors="replace")

    def is_binary(self) -> bool:
        return True  # bytes already

    def can_import(self) -> bool:
        return False


class HarmlessXlsx(XLSX):
    """A workbook whose cells are all texts: nothing in it is ever computed."""

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(dataset.title or "OPIck me")
        sheet.freeze_panes = "A2"
        for number, name in enumerate(dataset.headers):
            sheet.column_dimensions[chr(ord("A") + number)].width = WIDTHS.get(name, 12)
        sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in dataset.headers])
        wrap = Alignment(wrap_text=True, vertical="top")
        for row in dataset:
            sheet.append([_cell(sheet, harmless(text_of(value)), alignment=wrap) for value in row])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def can_import(self) -> bool:
        return False


def _cell(sheet: Any, text: str, **style: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    # Set past the library's guess of a type: it would take "=1" for a formula and refuse control characters.
    cell._value, cell.data_type = to_workbook(text), "s"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def faults_csv(rows: list[tuple[str, ...]]) -> bytes:
    """A list for the person who mends a sheet, as CSV."""
    dataset = Dataset(headers=list(rows[0]))
    for row in rows[1:]:
        dataset.append(row)
    return HarmlessCsv().export_data(dataset)
