"""Pictures of the staff's desk, for the guide of those who write questions."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.desk import choose_related, search_related
from tests.e2e.pages import PATIENCE, by

Shot = Callable[[str], None]
HEADER = "key,topic,level,type,text,text_ko,state\n"
FAULTY = HEADER + (
    "guide-1,parks,IL,T02,What does the gate of your park look like? Tell me about it.,공원 입구는 어떤가요?,draft\n"
    "guide-2,park,IL,T02,Is there a pond in your park? Tell me who comes to see it.,공원에 연못이 있나요?,draft\n"
    "guide-3,parks,IL,T20,Dogs run free in some parks. Is that a problem?,개를 풀어 놓는 공원이 있죠.,draft\n"
    "guide-4,parks,IL,T05,,좋아하는 벤치가 있나요?,draft\n"
)


def desk_tour(page: Page, shot: Shot) -> None:
    """Walk through the desk; nothing of it stays."""
    page.goto("/admin/")
    shot("desk")
    page.goto("/admin/scripts/question/")
    shot("desk-questions")
    page.goto("/admin/scripts/question/?q=camping-al-1")
    page.locator(".field-beginning a").first.click()
    expect(page.locator("[data-preview] [data-shows=text]")).not_to_be_empty()
    shot("desk-question")
    _topic(page, shot)
    _combo(page, shot)
    _sheet(page, shot)
    _retire(page, shot)


def _topic(page: Page, shot: Shot) -> None:
    page.goto("/admin/scripts/topic/add/")
    drawn = io.BytesIO()
    image = Image.new("RGB", (600, 600), "#dcf1ee")
    ImageDraw.Draw(image).ellipse((120, 120, 480, 480), fill="#0b6660")
    image.save(drawn, "PNG")
    page.set_input_files("#id_picture", {"name": "zoo.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    facts = {"slug": "zoos", "name_ko": "동물원 가기", "name_en": "Going to zoos", "position": "12"}
    for field, value in facts.items():
        page.fill(f"#id_{field}", value)
    page.select_option("#id_category", "leisure")
    page.select_option("#id_state", "draft")
    shot("desk-topic")


def _combo(page: Page, shot: Shot) -> None:
    page.goto("/admin/scripts/combo/add/")
    choose_related(page, "topic", "cooking")
    page.select_option("#id_kind", "pair")
    search_related(page, "first", "cooking")
    shot("desk-combo")
    page.keyboard.press("Escape")


def _sheet(page: Page, shot: Shot) -> None:
    page.goto("/admin/scripts/question/import/")
    sheet = {"name": "parks.csv", "mimeType": "text/csv", "buffer": FAULTY.encode("utf-8-sig")}
    page.set_input_files("[data-testid=sheet-file]", sheet)
    by(page, "sheet-check").click()
    expect(by(page, "sheet-report")).to_be_visible(timeout=PATIENCE)
    shot("desk-sheet")


def _retire(page: Page, shot: Shot) -> None:
    page.goto("/admin/scripts/question/?q=fishing-al")
    page.check("#result_list tbody tr:first-child .action-select")
    page.select_option("select[name=action]", "retire")
    shot("desk-retire")
