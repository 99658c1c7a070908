"""What a person does on the pages, in the words of the person."""

import re
import uuid

from playwright.sync_api import Locator, Page, expect

PASSWORD = "correct-horse-battery"
PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""


def by(page: Page | Locator, testid: str) -> Locator:
    return page.get_by_test_id(testid)


def sign_up(page: Page) -> str:
    """Make a new account on the sign-up page and return its username."""
    username = f"u{uuid.uuid4().hex[:10]}"
    page.goto("/accounts/signup/")
    by(page, "username").fill(username)
    by(page, "email").fill(f"{username}@example.com")
    by(page, "nickname").fill("Mina")
    by(page, "password").fill(PASSWORD)
    by(page, "submit").click()
    expect(by(page, "logout").first).to_be_attached()
    return username


def join(page: Page) -> str:
    """Make a new account by the form of the sign-up page, which is not drawn; return its username."""
    username = f"u{uuid.uuid4().hex[:10]}"
    page.request.get("/accounts/signup/")
    send_form(
        page,
        "/accounts/signup/",
        username=username,
        email=f"{username}@example.com",
        nickname="Mina",
        password=PASSWORD,
    )
    return username


def send_form(page: Page, address: str, **fields: str) -> None:
    """Send a form as the page at `address` does; it must lead on."""
    form = {"csrfmiddlewaretoken": csrf(page), **fields}
    answer = page.request.post(address, form=form, max_redirects=0)  # type: ignore[arg-type]
    assert answer.status == 302, answer.text()


def csrf(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")


def log_in(page: Page, username: str) -> None:
    """Log in on the log-in page."""
    page.goto("/accounts/login/")
    by(page, "username").fill(username)
    by(page, "password").fill(PASSWORD)
    by(page, "submit").click()
    expect(by(page, "logout").first).to_be_attached()


def choose(page: Page, *, topic: str = "movies", level: str = "IM") -> None:
    """Go to the record page, choose, and get to the question."""
    page.goto("/scripts/new/")
    by(page, f"topic-{topic}").click()
    by(page, f"level-{level}").click()
    by(page, "start").click()
    expect(by(page, "play-question")).to_be_visible()


def record(page: Page, *, seconds: float) -> None:
    """Record for `seconds` of the running time that the page shows, then stop."""
    by(page, "record").click()
    expect(by(page, "stop")).to_be_enabled()
    wait_until_recorded(page, seconds)
    by(page, "stop").click()
    expect(by(page, "take")).to_be_visible()


def wait_until_recorded(page: Page, seconds: float) -> None:
    """Wait until the page's own clock says that so much is recorded."""
    page.wait_for_function(
        """seconds => {
            const [minutes, rest] = document.querySelector('[data-testid="running-time"]').textContent.split(":");
            return Number(minutes) * 60 + Number(rest) >= seconds;
        }""",
        arg=seconds,
        timeout=seconds * 1000 + PATIENCE,
        polling=100,
    )


def save(page: Page) -> int:
    """Save the take; return the number of the script whose page opens by itself."""
    by(page, "save").click()
    page.wait_for_url(re.compile(r"/scripts/\d+/$"), timeout=PATIENCE)
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def wait_for_words(page: Page) -> str:
    """Wait until the transcript stands on the open page, and return it."""
    expect(by(page, "script")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    return by(page, "script-text").inner_text()
