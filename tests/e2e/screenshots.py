"""`make screenshots`: every page in Korean and English, on a phone and on a desktop, into docs/pictures/."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.conftest import chromium, chromium_flags, wav_of
from tests.e2e.pages import PATIENCE, by, choose, wait_for_words, wait_until_recorded
from tests.e2e.site import ROOT, Site

PICTURES = ROOT / "docs" / "pictures"
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}
LANGUAGES = {"ko": "ko-KR", "en": "en-US"}
Shot = Callable[[str], None]


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="opickme-pictures-"))
    site = Site(folder).start()
    password = re.search(r"learner +demo\.learner +(\S+)", site.manage("demo"))
    assert password
    microphone = wav_of("1027", folder)
    with sync_playwright() as driver:
        for language, locale in LANGUAGES.items():
            for size, (width, height) in SIZES.items():
                browser = driver.chromium.launch(executable_path=chromium(), args=chromium_flags(microphone))
                context = browser.new_context(
                    base_url=site.url,
                    locale=locale,
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",
                )
                context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
                page = context.new_page()
                tour(page, password[1], shot_of(page, f"{language}-{size}"))
                browser.close()
    site.stop()


def shot_of(page: Page, prefix: str) -> Shot:
    def shot(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{prefix}-{name}.jpg", type="jpeg", quality=72)

    return shot


def tour(page: Page, password: str, shot: Shot) -> None:
    """Walk through the site as a visitor, then as the demo's learner."""
    for name, address in [
        ("landing", "/"),
        ("signup", "/accounts/signup/"),
        ("login", "/accounts/login/"),
        ("password-reset", "/accounts/password/forgotten/"),
    ]:
        page.goto(address)
        shot(name)
    page.goto("/accounts/login/")
    by(page, "username").fill("demo.learner")
    by(page, "password").fill(password)
    by(page, "submit").click()
    expect(by(page, "logout").first).to_be_attached()
    answer(page, shot)
    page.goto("/scripts/")
    shot("list")
    page.goto("/scripts/?tab=completed")
    shot("list-empty")
    page.goto("/scripts/")
    by(page, "card").last.get_by_role("link").first.click()
    wait_for_words(page)
    shot("script")
    by(page, "edit").click()
    page.wait_for_url("**/edit/")
    shot("edit")
    page.goto("/accounts/profile/")
    shot("profile")


def answer(page: Page, shot: Shot) -> None:
    """The steps of an answer, without saving it."""
    page.goto("/scripts/new/")
    shot("choose")
    choose(page, topic="jogging", level="IH")
    expect(by(page, "record")).to_be_enabled(timeout=PATIENCE)
    shot("listen")
    by(page, "record").click()
    wait_until_recorded(page, 5)
    shot("record")
    by(page, "stop").click()
    expect(by(page, "take")).to_be_visible()
    shot("review")


if __name__ == "__main__":
    main()
