"""A script beside its voice: it appears by itself, follows the sound, is edited without loss, and is deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.answers import finished, send, speech
from tests.e2e.conftest import Opener
from tests.e2e.pages import PATIENCE, by, csrf, join
from tests.e2e.site import Site
from tests.scripts.audio.sounds import recording, tone

SOUND = "document.querySelector('[data-testid=player]')"


def change_elsewhere(page: Page, number: int, text: str) -> None:
    """Save other words, as a second device would."""
    address = f"/api/v1/scripts/{number}/"
    seen = page.request.get(address).json()["updated_at"]
    answer = page.request.patch(address, headers={"X-CSRFToken": csrf(page)}, data={"text": text, "updated_at": seen})
    assert answer.status == 200


@pytest.mark.parametrize("has_socket", [True, False], ids=["pushed", "without a socket"])
def test_the_words_appear_without_a_reload(open_page: Opener, has_socket: bool) -> None:
    page = open_page()
    if not has_socket:
        page.route_web_socket(re.compile("/ws/me/"), lambda socket: socket.close())
    join(page)
    number = send(page, speech())
    page.goto(f"/scripts/{number}/")
    page.evaluate("window.isTheSamePage = true")
    expect(by(page, "script")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    assert by(page, "word").count() > 8
    assert page.evaluate("window.isTheSamePage") is True


def test_a_card_of_the_list_fills_by_itself(open_page: Opener) -> None:
    page = open_page()
    join(page)
    send(page, speech())
    page.goto("/scripts/")
    expect(by(page, "card")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    expect(by(page, "card").locator("[data-words]")).not_to_be_empty()


def test_a_word_plays_from_its_place_and_the_light_follows(open_page: Opener, site: Site) -> None:
    page = open_page()
    finished(page, site)
    word = by(page, "word").nth(6)
    start = float(word.get_attribute("data-start") or 0)
    word.click()
    page.wait_for_function(f"() => !{SOUND}.paused && {SOUND}.currentTime >= {start}")
    lit = page.locator(".word-now")
    expect(lit).to_have_count(1)
    page.wait_for_function(f"() => Number(document.querySelector('.word-now').dataset.start) > {start}")
    page.keyboard.press("Space")
    page.wait_for_function(f"() => {SOUND}.paused")
    light, position = page.evaluate(f"[Number(document.querySelector('.word-now').dataset.start), {SOUND}.currentTime]")
    assert start < light <= position


def test_the_waveform_is_drawn_from_the_servers_peaks_and_seeks(open_page: Opener, site: Site) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type) if "/audio/" in request.url else None)
    finished(page, site)
    box = page.locator("[data-wave]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function(f"() => Math.abs({SOUND}.currentTime / {SOUND}.duration - 0.5) < 0.05")
    expect(page.locator("[data-wave]")).to_have_attribute("aria-valuetext", re.compile(r"^0:0[67]"))
    assert set(asked) == {"media"}, "the browser fetched the sound to decode it"


def test_edited_words_keep_their_place_in_the_sound(open_page: Opener, site: Site) -> None:
    page = open_page()
    number = finished(page, site)
    by(page, "edit").click()
    area = by(page, "script-text")
    area.fill(f"Firstly, {area.input_value()}")
    by(page, "save").click()
    page.wait_for_url(re.compile(rf"/scripts/{number}/(#.*)?$"))
    expect(by(page, "word").first).to_have_text("Firstly,")
    expect(by(page, "word").first).not_to_have_attribute("data-start", re.compile("."))
    expect(by(page, "word").nth(3)).to_have_attribute("data-start", re.compile("[0-9]"))


def test_unsaved_words_are_guarded_and_come_back(open_page: Opener, site: Site) -> None:
    page = open_page()
    number = finished(page, site)
    page.goto(f"/scripts/{number}/edit/")
    by(page, "script-text").fill("Half a thought")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#leaving")).to_be_visible()
    by(page, "confirm").click()
    page.wait_for_url(re.compile(rf"/scripts/{number}/$"))
    page.goto(f"/scripts/{number}/edit/")
    expect(by(page, "script-text")).to_have_value("Half a thought")
    expect(page.locator("#leftover")).to_be_visible()


def test_a_change_made_elsewhere_is_shown_beside_ones_own(open_page: Opener, site: Site) -> None:
    page = open_page()
    number = finished(page, site)
    page.goto(f"/scripts/{number}/edit/")
    change_elsewhere(page, number, "Their words")
    by(page, "script-text").fill("My words")
    by(page, "save").click()
    conflict = page.locator("#conflict")
    expect(conflict.locator("[data-theirs]")).to_have_text("Their words")
    expect(conflict.locator("[data-mine]")).to_have_text("My words")
    conflict.get_by_role("button", name="Keep mine").click()
    page.wait_for_url(re.compile(rf"/scripts/{number}/(#.*)?$"))
    expect(by(page, "script-text")).to_have_text("My words")


def test_an_edit_elsewhere_reaches_the_open_page(open_page: Opener, site: Site) -> None:
    page = open_page()
    number = finished(page, site)
    change_elsewhere(page, number, "Their words")
    expect(by(page, "script-text")).to_have_text("Their words")


def test_silence_is_told_and_can_be_tried_again(open_page: Opener) -> None:
    page = open_page()
    join(page)
    number = send(page, recording("ogg", pcm=tone(3, level=0)))
    page.goto(f"/scripts/{number}/")
    expect(by(page, "script")).to_have_attribute("data-state", "failed", timeout=PATIENCE)
    expect(page.locator("[data-reason]")).to_contain_text("no speech")
    with page.expect_response(lambda answer: answer.url.endswith("/retry/")) as retried:
        by(page, "retry").click()
    assert retried.value.status == 202
    expect(by(page, "script")).to_have_attribute("data-state", "failed", timeout=PATIENCE)


def test_deleting_asks_first(open_page: Opener, site: Site) -> None:
    page = open_page()
    finished(page, site)
    page.goto("/scripts/")
    by(page, "delete").click()
    page.get_by_role("button", name="Keep it").click()
    expect(by(page, "card")).to_have_count(1)
    by(page, "delete").click()
    by(page, "confirm").click()
    expect(by(page, "empty")).to_be_visible()


def test_no_page_is_wider_than_the_screen_or_against_the_policy(open_page: Opener, site: Site) -> None:
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for path in ("/", "/accounts/login/", "/accounts/signup/"):
        _check_widths(page, path)
    number = finished(page, site)
    for path in ("/scripts/", "/scripts/new/", f"/scripts/{number}/", f"/scripts/{number}/edit/", "/accounts/profile/"):
        _check_widths(page, path)
    assert said == []


def _check_widths(page: Page, path: str) -> None:
    page.goto(path)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
