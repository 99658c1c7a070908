"""What happens to an answer when something dies or breaks on its way: it arrives once, complete."""

import io
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import psutil
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e.conftest import Opener, chromium, chromium_flags
from tests.e2e.pages import (
    PATIENCE,
    by,
    choose,
    join,
    log_in,
    record,
    save,
    sign_up,
    wait_for_words,
    wait_until_recorded,
)
from tests.e2e.site import Site, wait_for

FRAME_SECONDS = 0.06
"""The longest frame of Opus: what is recorded up to a moment may end as much before it."""
SLOW_BYTES_PER_SECOND = 12_000
Microphone = Callable[[str], Path]


def test_a_killed_browser_loses_at_most_the_last_second(
    playwright: Playwright, site: Site, speech_wav: Microphone, tmp_path: Path
) -> None:
    with profile(playwright, site, tmp_path, speech_wav("1027")) as page:
        username = sign_up(page)
        choose(page)
        by(page, "record").click()
        wait_until_recorded(page, 6)
        kill_browser(tmp_path)
    with profile(playwright, site, tmp_path, speech_wav("1027")) as page:
        # Chromium writes cookies to disk every 30 s: who was killed before that has to log in again.
        log_in(page, username)
        page.goto("/scripts/new/")
        by(page, "recover-keep").click()
        number = save(page)
        wait_for_words(page)
        assert seconds_of(page, number) >= 5 - FRAME_SECONDS
        assert count_of_scripts(page) == 1
        page.goto("/scripts/new/")
        expect(by(page, "play-question")).to_be_hidden()
        expect(by(page, "recovered")).to_be_hidden()


def test_a_network_that_goes_away_during_the_upload_delays_it_only(open_page: Opener, speech_wav: Microphone) -> None:
    page = open_page(speech_wav("0813"))
    join(page)
    choose(page)
    record(page, seconds=8)
    with slow_upload(page):
        by(page, "save").click()
        wait_until_half_sent(page)
        page.context.set_offline(True)
        expect(by(page, "upload")).to_have_attribute("data-state", "retrying", timeout=PATIENCE)
        page.context.set_offline(False)
    number = arrived(page)
    wait_for_words(page)
    assert seconds_of(page, number) >= 7
    assert count_of_scripts(page) == 1


def test_a_server_killed_during_the_upload_gets_the_rest_when_it_is_back(
    open_page: Opener, site: Site, speech_wav: Microphone
) -> None:
    page = open_page(speech_wav("1012"))
    join(page)
    choose(page)
    record(page, seconds=8)
    with slow_upload(page):
        by(page, "save").click()
        wait_until_half_sent(page)
        killed = site.child("web")
        killed.send_signal(signal.SIGKILL)
        expect(by(page, "upload")).to_have_attribute("data-state", re.compile("uploading|retrying"))
    number = arrived(page)
    assert site.child("web").pid != killed.pid
    wait_for_words(page)
    assert seconds_of(page, number) >= 7
    assert count_of_scripts(page) == 1


def test_a_worker_killed_while_it_recognises_is_replaced(open_page: Opener, site: Site, speech_wav: Microphone) -> None:
    page = open_page(speech_wav("1027"))
    join(page)
    choose(page)
    record(page, seconds=20)
    worker = site.child("worker", "recognition")
    with page.expect_response(lambda answer: answer.url.endswith("/api/v1/scripts/") and answer.status == 201):
        by(page, "save").click()
    number = arrived(page)
    expect(by(page, "script")).to_have_attribute("data-state", "running", timeout=PATIENCE)
    worker.send_signal(signal.SIGKILL)
    words = wait_for_words(page)
    assert len(words.split()) > 20
    assert seconds_of(page, number) >= 19
    assert count_of_scripts(page) == 1


@contextmanager
def profile(playwright: Playwright, site: Site, folder: Path, microphone: Path) -> Iterator[Page]:
    """A browser whose profile outlives it."""
    context: BrowserContext = playwright.chromium.launch_persistent_context(
        str(folder / "profile"),
        executable_path=chromium(),
        args=chromium_flags(microphone),
        base_url=site.url,
        locale="en-US",
    )
    yield context.pages[0]
    if any(process_of(folder)):
        context.close()


def process_of(folder: Path) -> Iterator[psutil.Process]:
    """The processes of the browser with the profile in `folder`."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder / "profile") in word for word in process.info["cmdline"] or []):
            yield process


def kill_browser(folder: Path) -> None:
    """As a crash or the system does it: no page hears of it."""
    for process in process_of(folder):
        process.kill()
    wait_for(lambda: not any(process_of(folder)), seconds=20, what=lambda: "the browser lives on")


def page_on(site: Site, launch: Callable[..., object], microphone: Path) -> Page:
    context: BrowserContext = launch(microphone).new_context(base_url=site.url, locale="en-US")  # type: ignore[attr-defined]
    return context.new_page()


@contextmanager
def slow_upload(page: Page) -> Iterator[None]:
    """A line on which the upload takes long enough to be broken."""
    line = page.context.new_cdp_session(page)
    speed = {"offline": False, "latency": 20, "downloadThroughput": -1}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": SLOW_BYTES_PER_SECOND})
    yield
    line.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": -1})
    line.detach()


def wait_until_half_sent(page: Page) -> None:
    """Wait until the page's own bar says that the upload is under way."""
    bar = by(page, "upload").get_by_role("progressbar")
    wait_for(
        lambda: int(bar.get_attribute("aria-valuenow") or 0) >= 30, seconds=60, what=lambda: "the upload does not move"
    )


def arrived(page: Page) -> int:
    """The number of the script whose page opens when the upload is through."""
    page.wait_for_url(re.compile(r"/scripts/\d+/$"), timeout=PATIENCE)
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def count_of_scripts(page: Page) -> int:
    return int(page.request.get("/api/v1/scripts/").json()["count"])


def seconds_of(page: Page, number: int) -> float:
    """Length of the stored recording as decoded here."""
    body = page.request.get(f"/api/v1/scripts/{number}/audio/").body()
    with av.open(io.BytesIO(body)) as recording:
        return sum(frame.samples / frame.sample_rate for frame in recording.decode(audio=0))
