"""`make screenshots`: every page in Korean and English, on a phone and on a desktop, into docs/pictures/."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright

from tests.e2e.conftest import chromium, chromium_flags, wav_of
from tests.e2e.corrections import mark, replace
from tests.e2e.desk_tour import desk_tour
from tests.e2e.pages import PATIENCE, by, choose, wait_for_words, wait_until_recorded
from tests.e2e.portraits import INSTRUCTOR, LEARNER, film_of
from tests.e2e.rooms import Call, ask, expect_same_script, html, row, say, show_script, take, wait_until_connected
from tests.e2e.site import ROOT, Site

PICTURES = ROOT / "docs" / "pictures"
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}
LANGUAGES = {"ko": "ko-KR", "en": "en-US"}
LINE = {"ko": "지난달 일이니까 모두 과거형으로 말해 보세요.", "en": "It was last month: keep all of it in the past."}
ANSWER = {"ko": "네, 다시 해 볼게요!", "en": "I see. Let me try again!"}
BETTER = {
    "forgot": "left",
    "was full of": "filled with",
    "then the end": "in the end",
    "lasts": "laughs",
    "whenever": "every time",
}
MARKS = {"use a timer": "background=yellow", "disaster": "color=blue"}
Shot = Callable[[str], None]


class Visitor:
    """One person with a browser of the own, in one language and size."""

    def __init__(self, browser: Browser, site: Site, *, language: str, size: str) -> None:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=site.url,
            locale=LANGUAGES[language],
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
        self.page = context.new_page()
        self.prefix = f"{language}-{size}"

    def shot(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=PICTURES / f"{self.prefix}-{name}.jpg", type="jpeg", quality=72)

    def log_in(self, username: str, password: str) -> None:
        self.page.goto("/accounts/login/")
        by(self.page, "username").fill(username)
        by(self.page, "password").fill(password)
        by(self.page, "submit").click()
        expect(by(self.page, "logout").first).to_be_attached()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="opickme-pictures-"))
    microphone = wav_of("1027", folder)
    people = {"learner": LEARNER, "instructor": INSTRUCTOR}
    films = {role: film_of(person, folder / f"{role}.mjpeg") for role, person in people.items()}
    site = Site(folder).start()
    try:
        passwords = dict(re.findall(r"^ +(learner|instructor|staff) +\S+ +(\S+)$", site.manage("demo"), re.MULTILINE))
        with sync_playwright() as driver:
            browsers = {role: launch(driver.chromium, microphone, film) for role, film in films.items()}
            for language in LANGUAGES:
                for size in SIZES:
                    learner, instructor = (
                        Visitor(browsers[role], site, language=language, size=size) for role in films
                    )
                    tour(learner, passwords["learner"])
                    instructor.log_in("demo.instructor", passwords["instructor"])
                    consult(learner, instructor, language)
                    for visitor in (learner, instructor):
                        visitor.page.context.close()
                    staff = Visitor(browsers["learner"], site, language=language, size=size)
                    staff.log_in("demo.staff", passwords["staff"])
                    desk_tour(staff.page, staff.shot)
                    staff.page.context.close()
            for browser in browsers.values():
                browser.close()
    finally:
        site.stop()


def launch(driver: BrowserType, microphone: Path, camera: Path) -> Browser:
    flags = [*chromium_flags(microphone), f"--use-file-for-fake-video-capture={camera}"]
    return driver.launch(executable_path=chromium(), args=flags)


def tour(visitor: Visitor, password: str) -> None:
    """Walk through the site as a visitor, then as the demo's learner."""
    page, shot = visitor.page, visitor.shot
    for name, address in [
        ("landing", "/"),
        ("signup", "/accounts/signup/"),
        ("login", "/accounts/login/"),
        ("password-reset", "/accounts/password/forgotten/"),
    ]:
        page.goto(address)
        shot(name)
    visitor.log_in("demo.learner", password)
    answer(page, shot)
    page.goto("/scripts/")
    shot("list")
    page.goto("/scripts/?category=sports&tab=completed")
    shot("list-empty")
    page.goto("/feedback/")
    shot("feedback-list")
    by(page, "card").last.get_by_role("link").first.click()
    expect(by(page, "content")).to_be_visible()
    shot("feedback")
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


def consult(learner: Visitor, instructor: Visitor, language: str) -> None:
    """Ask, be taken, be corrected; at the end nothing of it is left, so that the next tour finds the same."""
    script(learner)
    instructor.page.goto("/consults/")
    call = Call(learner.page, instructor.page, ask(learner.page))
    learner.shot("waiting")
    expect(row(call.instructor, call.consult)).to_be_visible()
    instructor.shot("dashboard")
    take(call.instructor, call.consult)
    wait_until_connected(call)
    show_script(call)
    correct(call)
    say(call.instructor, LINE[language])
    say(call.learner, ANSWER[language])
    if call.learner.locator("[data-chat-key]").is_visible():
        learner.shot("room-chat")  # elsewhere it stands beside the script
    for page in call.both:
        close_chat(page)
        expect(by(page, "quality")).not_to_have_attribute("data-state", "unknown", timeout=PATIENCE)
    expect(call.instructor.locator("[data-journal]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    learner.shot("room-learner")
    instructor.shot("room-instructor")
    by(call.instructor, "end").click()
    call.instructor.locator("#ask-end [data-drop]").click()
    call.instructor.locator("[data-confirm-drop]").click()
    call.instructor.wait_for_url("**/consults/")
    expect(by(call.learner, "call")).to_have_count(0)  # the learner's page has said by itself that it is over
    call.learner.wait_for_load_state()
    call.learner.goto("/consults/")
    learner.shot("own-requests")


def correct(call: Call) -> None:
    """Correct a few words of the answer about cooking, those that the recogniser has heard: the voice varies."""
    page = call.instructor
    heard = html(page)
    for words, better in BETTER.items():
        if words in heard:
            replace(page, words, better)
    for words, each in MARKS.items():
        if words in heard:
            mark(page, words, each)
    expect_same_script(call)


def close_chat(page: Page) -> None:
    key = page.locator("[data-chat-key]")
    if key.is_visible() and key.get_attribute("aria-pressed") == "true":
        key.click()


def script(visitor: Visitor) -> None:
    """The page of the answer about cooking, and how it is edited."""
    page = visitor.page
    page.goto("/scripts/?category=hobbies")
    by(page, "card").first.get_by_role("link").first.click()
    wait_for_words(page)
    visitor.shot("script")
    address = page.url
    by(page, "edit").click()
    page.wait_for_url("**/edit/")
    visitor.shot("edit")
    page.goto(address)


if __name__ == "__main__":
    main()
