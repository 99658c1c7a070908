"""A curator at the desk: a topic with its picture, a question with its preview and voice; a bad question goes."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Opener
from tests.e2e.desk import act, choose_related, enter_desk
from tests.e2e.pages import PATIENCE, by, join
from tests.e2e.site import Site


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (500, 400), "teal").save(drawn, "PNG")
    return drawn.getvalue()


def test_a_topic_with_its_picture_is_offered_to_learners(site: Site, open_page: Opener) -> None:
    page = open_page()
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/topic/add/")
    page.set_input_files("#id_picture", {"name": "zoo.png", "mimeType": "image/png", "buffer": picture()})
    for field, value in {
        "slug": "zoos",
        "name_ko": "동물원 가기",
        "name_en": "Going to zoos",
        "position": "12",
    }.items():
        page.fill(f"#id_{field}", value)
    page.select_option("#id_category", "leisure")
    page.select_option("#id_state", "published")
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    learner = open_page()
    join(learner)
    learner.goto("/scripts/new/")
    image = by(learner, "topic-zoos").locator("img")
    image.scroll_into_view_if_needed()
    learner.wait_for_function("image => image.complete && image.naturalWidth === 384", arg=image.element_handle())


def test_a_question_is_written_with_its_preview_heard_and_published(site: Site, open_page: Opener) -> None:
    page = open_page()
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/question/add/")
    choose_related(page, "topic", "Visiting museums")
    page.select_option("#id_level", "AL")
    page.select_option("#id_type", "T23")
    text = "Suppose every museum had to close for a year. Who would miss them, and what would fill the gap?"
    page.fill("#id_text", text)
    page.fill("#id_text_ko", "모든 박물관이 일 년 동안 문을 닫는다면 누가 그리워할까요?")
    card = page.locator("[data-preview]")
    expect(card.locator("[data-shows=text]")).to_have_text(text)
    expect(card.locator("[data-count]")).to_have_text("19 words in 2 sentences")
    page.click("[name=_continue]")
    expect(page.locator("#id_state")).to_have_value("draft")
    page.evaluate("document.querySelector('.care audio').play()")
    page.wait_for_function("() => document.querySelector('.care audio').currentTime > 0.3", timeout=PATIENCE)
    page.fill("#id_hint", "Name groups of people and what they would do.")
    page.select_option("#id_state", "published")
    page.click("[name=_save]")
    learner = open_page()
    join(learner)
    answers = [learner.request.get("/api/v1/questions/random/?topic=museums&level=AL").json()["text"] for _ in range(5)]
    assert text in answers


def test_who_writes_a_question_again_is_warned_while_writing(site: Site, open_page: Opener) -> None:
    page = open_page()
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/question/?q=camping")
    there = page.locator("#result_list tbody .field-beginning a").first
    address = there.get_attribute("href") or ""
    there.click()
    text = page.locator("#id_text").input_value()
    expect(page.locator("[data-alike]")).to_be_hidden()
    page.goto("/admin/scripts/question/add/")
    page.fill("#id_text", text.replace("you", "people"))
    warning = page.locator("[data-alike]")
    expect(warning).to_be_visible(timeout=PATIENCE)
    expect(warning.locator("a").first).to_have_attribute("href", address.split("?")[0])


def test_a_bad_question_is_retired_and_asked_no_more(site: Site, open_page: Opener) -> None:
    page = open_page()
    enter_desk(page, site, "curators")
    page.goto("/admin/scripts/question/?q=fishing-al-1")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.check("#result_list tbody .action-select")
    act(page, "retire")
    expect(page.locator(".state-retired")).to_have_count(1)
    learner = open_page()
    join(learner)
    address = "/api/v1/questions/random/?topic=fishing&level=AL"
    texts = {learner.request.get(address).json()["text"] for _ in range(6)}
    retired = page.locator("#result_list .field-beginning a").inner_text()
    assert len(texts) >= 3
    assert not [text for text in texts if text[:60] == retired[:60]]
