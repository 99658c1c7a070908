"""A curator's sheet: three faulty lines are named, mended, imported, published; a learner hears the new question."""

import csv
import io
import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opener
from tests.e2e.desk import act, enter_desk
from tests.e2e.pages import by, choose, join
from tests.e2e.site import Site
from tests.scripts.sheets.making import csv_of, line, xlsx_of

SOON_SECONDS = 10
TOPIC = "hot-air-balloons"
LINES = [
    line(topic=TOPIC, text="Have you ever seen a hot air balloon? Tell me when and where that was.", type="T09"),
    line(topic=TOPIC, text="Describe the balloon festival that people in your area talk about.", type="T02"),
    line(topic=TOPIC, text="What would you need to get ready before a flight in a balloon?", type="T07"),
    line(
        topic=TOPIC, text="Who would you take along in the basket, and why that person?", text_ko="누구와?", type="T05"
    ),
]
FAULTY = [LINES[0], {**LINES[1], "topic": "hot-air-baloons"}, {**LINES[2], "type": "T23"}, {**LINES[3], "text": ""}]


def make_topic(site: Site) -> None:
    facts = f"slug='{TOPIC}', category='hobbies', name_ko='열기구', name_en='Balloons', state='published'"
    site.run(f"from scripts.models import Topic; Topic.objects.create({facts})")


def upload(page: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("[data-testid=sheet-file]", file)  # type: ignore[arg-type]
    by(page, "sheet-check").click()
    expect(by(page, "sheet-report")).to_contain_text(name)


def fits(page: Page) -> bool:
    """Whether nothing reaches beyond the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_faulty_sheet_is_mended_imported_published_and_heard(site: Site, open_page: Opener, tmp_path: Path) -> None:
    make_topic(site)
    page, learner = open_page(), open_page()
    join(learner)
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/question/")
    by(page, "import-link").click()
    upload(page, "balloons.csv", csv_of(FAULTY, encoding="cp949"))
    rows = [row.inner_text().split("\t") for row in by(page, "fault").all()]
    assert [(int(number), column.strip()) for number, column, _reason in rows] == [
        (3, "topic"),
        (4, "type"),
        (5, "text"),
    ]
    assert [reason for _number, _column, reason in rows] == [
        f"“hot-air-baloons” is not known. Is “{TOPIC}” meant?",
        "IM does not practise T23.",
        "The text is missing.",
    ]
    with page.expect_download() as download:
        by(page, "faults-csv").click()
    download.value.save_as(tmp_path / "faults.csv")
    listed = list(csv.reader(io.StringIO((tmp_path / "faults.csv").read_text("utf-8-sig"))))
    assert [row[:2] for row in listed[1:4]] == [["3", "topic"], ["4", "type"], ["5", "text"]]

    upload(page, "mended.xlsx", xlsx_of(LINES))
    expect(by(page, "fault")).to_have_count(0)
    expect(by(page, "count-new")).to_have_text("4")
    expect(by(page, "sheet-change").last).to_contain_text("누구와?")
    by(page, "sheet-import").click()
    expect(page.locator(".messagelist .success")).to_contain_text("4 questions (4 new, 0 changed)")

    page.goto(f"/admin/scripts/question/?q={TOPIC}")
    page.check("#action-toggle")
    act(page, "publish")
    published_at = time.monotonic()
    with learner.expect_response(re.compile(r"/questions/\d+/audio/")) as spoken:
        choose(learner, topic=TOPIC)
    assert spoken.value.status in (200, 206)
    assert spoken.value.headers["content-type"] == "audio/mp4"
    by(learner, "play-question").click()
    left = SOON_SECONDS - (time.monotonic() - published_at)
    expect(by(learner, "play-question")).to_have_attribute("data-state", "playing", timeout=max(left, 0.001) * 1000)
    assert learner.request.get(f"/api/v1/questions/random/?topic={TOPIC}&level=IM").json()["text"] in [
        cells["text"] for cells in LINES
    ]


def test_an_export_changes_nothing_when_it_comes_back(site: Site, open_page: Opener, tmp_path: Path) -> None:
    page = open_page(width=390, height=800)
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/question/?level__exact=IL")
    by(page, "export-link").click()
    assert fits(page)
    with page.expect_download() as download:
        by(page, "export-xlsx").click()
    sheet = tmp_path / "questions.xlsx"
    download.value.save_as(sheet)
    page.goto("/admin/scripts/question/import/")
    assert fits(page)
    upload(page, "questions.xlsx", sheet.read_bytes())
    expect(by(page, "count-faulty")).to_have_text("0")
    expect(by(page, "nothing-to-import")).to_be_visible()
    upload(page, "long.csv", csv_of([line(topic="parks" * 30), line(topic="parks", text="word " * 150)]))
    expect(by(page, "fault")).to_have_count(1)
    expect(by(page, "sheet-change")).to_have_count(1)
    assert fits(page)
