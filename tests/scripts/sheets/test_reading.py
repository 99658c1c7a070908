"""Files as spreadsheets write them, and files that are no sheets: read rightly, or refused in one plain sentence."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from scripts.services.sheets import workbook
from scripts.services.sheets.errors import BadSheet
from scripts.services.sheets.reading import read_sheet
from tests.scripts.sheets.making import COLUMNS, GOOD, book_of, bytes_of, csv_of, line, xlsx_of

KOREAN = "집 근처 공원에 얼마나 자주 가시나요?"
LINES = [line(text_ko=KOREAN), line(text="What do you do there?", text_ko="“무엇을, 하나요?”\n말씀해 주세요")]


def texts(data: bytes) -> list[str]:
    return list(read_sheet(data).dataset["text_ko"])


def refusal(data: bytes) -> str:
    with pytest.raises(BadSheet) as refused:
        read_sheet(data)
    return str(refused.value.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_way_to_write_a_csv_is_read(encoding: str, delimiter: str, ending: str) -> None:
    lines = [{**cells, "text_ko": cells["text_ko"].replace("“", '"').replace("”", '"')} for cells in LINES]
    data = csv_of(lines, encoding=encoding, delimiter=delimiter, ending=ending)
    assert texts(data) == [cells["text_ko"] for cells in lines]


def test_excels_own_line_about_the_delimiter_is_no_line() -> None:
    sheet = read_sheet(b"sep=;\r\n" + csv_of(LINES, delimiter=";"))
    assert list(sheet.dataset["(line)"]) == [2, 3]


def test_a_workbook_is_read() -> None:
    assert texts(xlsx_of(LINES)) == [cells["text_ko"] for cells in LINES]


def test_lines_are_counted_as_the_spreadsheet_shows_them() -> None:
    lines = [line(text="one\ntwo\nthree"), {}, line(text="four"), {}, {}, line(text="five")]
    for data in (csv_of(lines), xlsx_of(lines), csv_of(lines, ending="\r")):
        assert list(read_sheet(data).dataset["(line)"]) == [2, 4, 7]


def test_names_of_columns_bear_capitals_spaces_and_any_order() -> None:
    data = csv_of(LINES).replace(b"text_ko", b" Text KO ").replace(b"key", b"KEY")
    assert texts(data) == [cells["text_ko"] for cells in LINES]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The sheet is empty."),
        (b"\r\n\r\n , \r\n", "The sheet is empty."),
        (b"\xef\xbb\xbf", "The sheet is empty."),
        (b"\r\nkey,topic,level,type,text\r\n", "The first line must name the columns."),
        (csv_of([]), "The sheet has a header and no line below it."),
        (xlsx_of([]), "The sheet has a header and no line below it."),
        (bytes_of(Workbook()), "The sheet is empty."),
        (b"hello,world\n1,2\n", f"The first line must name the columns: {', '.join(COLUMNS)}."),
        (b"key,topic,level,type\na,b,c,d\n", "This column is missing: text."),
        (b"key,level,hint\na,IM,c\n", "These columns are missing: topic, type, text."),
        (b"topic,level,type,text,Text,LEVEL\na,b,c,d,e,f\n", "These columns stand twice: level, text."),
        (b"topic,level,type,text,key,key\na,b,c,d,e,f\n", "This column stands twice: key."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "This file is not a sheet. Please upload a CSV or XLSX file."),
        (bytes(range(256)) * 40, "This file is not a sheet. Please upload a CSV or XLSX file."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
            "This is an old Excel workbook (.xls), or one with a password. Please save it as XLSX or CSV.",
        ),
        (
            b"PK\x03\x04" + bytes(2000),
            "This workbook is damaged or is not an XLSX file. Please save it again as XLSX or CSV.",
        ),
        (
            xlsx_of(LINES)[:-600],
            "This workbook is damaged or is not an XLSX file. Please save it again as XLSX or CSV.",
        ),
        (
            csv_of([line(), line(text='"never closed')]).replace(b'"""never closed"', b'"never closed'),
            "Line 3: the quotation marks do not match.",
        ),
        (csv_of(LINES).replace(b"near your house?", b'"near" your', 1).replace(b"How", b'"How', 1),
         "Line 2: the quotation marks do not match."),
        (
            csv_of([line(), line(text="x" * 200_000)]),
            "Line 3: a cell is longer than 131072 characters. Is a closing quotation mark missing?",
        ),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_with_its_reason(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def broken(encoding: str) -> bytes:
    """A good sheet with two bytes in line 4 that no encoding knows; its line 2 spans three lines of the file."""
    lines = [line(text_ko="집\n근처\n공원에"), line(text_ko=KOREAN), line(text_ko="여기@@여기"), line(text_ko=KOREAN)]
    return csv_of(lines, encoding=encoding).replace(b"@@", b"\xff\xff")


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_bytes_that_are_no_text_are_named_with_their_line(encoding: str) -> None:
    assert refusal(broken(encoding)) == (
        "Line 4 holds bytes that are no text. Please save the sheet as “CSV UTF-8” or as XLSX."
    )


def test_a_file_that_is_too_large_or_too_long_is_refused(settings) -> None:
    assert refusal(b"x" * 50_000_000) == ("The file has 50 MB. A sheet may have at most 45 MB; please split it.")
    settings.SHEET_MAX_LINES = 3
    assert len(read_sheet(csv_of([line()] * 3)).dataset) == 3
    for make in (csv_of, xlsx_of):
        assert refusal(make([line()] * 4)) == "The sheet has more than 3 lines. Please split it."


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    assert refusal(archive(readme=b"hello")) == (
        "This file is an archive, not a sheet. Please upload a CSV or XLSX file."
    )


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    bomb = archive(**{"[Content_Types].xml": b"<x/>", part: bytes(260 * 1024 * 1024)})
    assert len(bomb) < 400_000
    unpacked: list[object] = []
    monkeypatch.setattr(workbook, "load_workbook", unpacked.append)
    limit = 100 if "shared" in part else 250
    assert refusal(bomb) == f"Unpacked, this workbook is larger than {limit} MB. Please split it."
    assert unpacked == []


def test_a_cell_far_away_does_not_widen_every_line() -> None:
    book = book_of(LINES)
    book.active["XFD900000"] = "lost"
    assert texts(bytes_of(book)) == [cells["text_ko"] for cells in LINES]


def test_only_the_first_of_several_sheets_is_read_and_told() -> None:
    book = book_of(LINES)
    book.active.title = "Questions"
    book.create_sheet("Notes").append(["nothing"])
    sheet = read_sheet(bytes_of(book))
    assert len(sheet.dataset) == 2
    assert sheet.notes == ["The workbook has 2 sheets. Only the first one, “Questions”, is read."]


def test_merged_cells_are_told() -> None:
    book = book_of([*LINES, line(text="Third?")])
    book.active.merge_cells("B2:B3")
    sheet = read_sheet(bytes_of(book))
    assert list(sheet.dataset["topic"]) == ["parks", "", "parks"]
    assert sheet.notes == [
        "The sheet has merged cells. Only the first cell of each holds its text; the others are empty."
    ]


def computed(data: bytes, value: str) -> bytes:
    """The same workbook as Excel saves it: with what the formula last showed."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"</f><v />", f"</f><v>{value}</v>".encode())
            target.writestr(name, content.replace(b"</f><v/>", f"</f><v>{value}</v>".encode()))
    return out.getvalue()


def test_of_formulas_what_they_showed_is_read() -> None:
    sheet = read_sheet(computed(xlsx_of([line(difficulty="=1+2")]), "3"))
    assert list(sheet.dataset["difficulty"]) == ["3"]
    assert sheet.notes == ["The sheet has formulas. What they last showed is read."]


def test_numbers_and_truths_are_what_a_person_sees() -> None:
    sheet = read_sheet(xlsx_of([line(difficulty=3.0, key=12, hint=True, source=2.5)]))
    seen = dict(zip(sheet.dataset.headers, sheet.dataset[0], strict=True))
    assert [seen[name] for name in ("difficulty", "key", "hint", "source")] == ["3", "12", "TRUE", "2.5"]


def test_an_unknown_column_is_told_and_left_out() -> None:
    sheet = read_sheet(csv_of([{**GOOD, "hnt": "x", "remark": "y"}], columns=[*GOOD, "hnt", "remark"]))
    assert [(place.line, place.column, place.reason) for place in sheet.warnings] == [
        (1, "hnt", "This column is not known and is not read. Is “hint” meant?"),
        (1, "remark", "This column is not known and is not read."),
    ]
