"""A site whose files lie in S3: the voice goes past the site into the bucket, and comes back past it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e.pages import PATIENCE, by, choose, join, record, wait_for_words
from tests.e2e.site import Site
from tests.e2e.test_faults import (
    Microphone,
    arrived,
    count_of_scripts,
    page_on,
    seconds_of,
    slow_upload,
    wait_until_half_sent,
)
from tests.line import Line
from tests.services import S3Server, s3_server

__all__ = ["s3_server"]


@pytest.fixture
def line(s3_server: S3Server) -> Iterator[Line]:
    """The line to the store, for the site and for browsers."""
    line = Line(s3_server.port)
    yield line
    line.cut()


@pytest.fixture
def site_with_bucket(s3_server: S3Server, line: Line, prepared: Path, tmp_path: Path) -> Iterator[Site]:
    settings = {**s3_server.settings, "S3_ENDPOINT_URL": f"http://127.0.0.1:{line.port}"}
    running = Site(tmp_path / "site", prepared=prepared, **settings).start()
    yield running
    running.stop()


@dataclass
class Traffic:
    """What the page asks for, and where."""

    page: Page
    store: str
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", lambda answer: self.answers.append(answer))

    def of_store(self, method: str) -> list[int]:
        """How the store answered such requests."""
        stored = [answer for answer in self.answers if answer.url.startswith(self.store)]
        return [answer.status for answer in stored if answer.request.method == method]

    def of_site(self, path: str) -> list[Response]:
        return [answer for answer in self.answers if path in answer.url]


def test_an_answer_survives_a_store_that_goes_away_and_is_heard_from_it(
    launch: Callable[..., object], site_with_bucket: Site, s3_server: S3Server, line: Line, speech_wav: Microphone
) -> None:
    page = page_on(site_with_bucket, launch, speech_wav("1027"))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: "Content Security" in said.text and faults.append(said.text))
    traffic = Traffic(page, f"http://127.0.0.1:{line.port}/{s3_server.bucket}/")
    join(page)
    choose(page)
    record(page, seconds=12)
    with slow_upload(page):
        by(page, "save").click()
        wait_until_half_sent(page)
        line.cut()
        expect(by(page, "upload")).to_have_attribute("data-state", "retrying", timeout=PATIENCE)
    line.mend()
    number = arrived(page)
    words = wait_for_words(page)
    assert len(words.split()) > 10
    assert count_of_scripts(page) == 1
    assert traffic.of_store("PUT") == [200]
    assert traffic.of_site("/api/v1/uploads/") == []
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=player]').currentTime > 1", timeout=PATIENCE, polling=100
    )
    assert set(traffic.of_store("GET")) <= {200, 206}
    assert traffic.of_store("GET")
    assert seconds_of(page, number) >= 11
    assert {name.partition("/")[0] for name in s3_server.names()} <= {"recordings", "questions", "health"}
    assert s3_server.unfinished() == set()
    assert not faults
    line.cut()
    page.reload()
    play = page.get_by_role("button", name="Play", exact=True)
    play.click()
    expect(page.locator("#toasts")).to_contain_text("try again in a moment", timeout=PATIENCE)
    line.mend()
    play.click()
    page.wait_for_function("() => document.querySelector('[data-testid=player]').currentTime > 0.5", timeout=PATIENCE)
