"""A real site, a real Chromium, and a microphone that plays real speech."""

import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.e2e.site import ROOT, Site
from tests.services import TurnServer, turn_server

__all__ = ["turn_server"]

SPEECH = ROOT / "tests" / "data" / "speech"
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, turn_server: TurnServer) -> Iterator[Site]:
    """With a relay, and a line that who is gone leaves sooner than by default."""
    running = Site(tmp_path_factory.mktemp("site"), **turn_server.settings, CONSULT_GRACE_SECONDS="15").start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def speech_wav(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A real answer as the WAV file that Chromium's fake microphone plays (once, then silence)."""
    folder = tmp_path_factory.mktemp("speech")

    return lambda name: wav_of(name, folder)


def wav_of(name: str, folder: Path) -> Path:
    """Decode the real answer `name` into `folder`, once."""
    target = folder / f"{name}.wav"
    if not target.exists():
        with av.open(str(SPEECH / f"{name}.ogg")) as source, wave.open(str(target), "wb") as out:
            out.setparams((1, 2, 48_000, 0, "NONE", ""))
            to_mono = av.AudioResampler(format="s16", layout="mono", rate=48_000)
            for frame in source.decode(audio=0):
                for piece in to_mono.resample(frame):
                    out.writeframes(piece.to_ndarray().tobytes())
    return target


@pytest.fixture
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """Start a Chromium whose microphone plays the WAV file `microphone` once."""
    started: list[Browser] = []

    def start(microphone: Path | None = None) -> Browser:
        browser = playwright.chromium.launch(executable_path=chromium(), args=chromium_flags(microphone))
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


def chromium() -> str:
    """Path of Debian's Chromium: Playwright's own download is not to be had everywhere."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: install the package `chromium`"
    return path


def chromium_flags(microphone: Path | None) -> list[str]:
    flags = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream=fps=8",
    ]
    return flags + ([f"--use-file-for-fake-audio-capture={microphone}%noloop"] if microphone else [])


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all pages that need none of their own: starting one takes longer than most stories."""
    running = playwright.chromium.launch(executable_path=chromium(), args=chromium_flags(None))
    yield running
    running.close()


@pytest.fixture
def open_page(launch: Callable[..., Browser], browser: Browser, site: Site) -> Iterator[Opener]:
    """A page of a fresh profile: `open_page(microphone=…, width=…)`. Errors on the page fail the test.

    `alone` gives it a browser of its own; so does a microphone, whose sound is an option of the browser.
    """
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def start(microphone: Path | None = None, *, width: int = 1280, height: int = 900, alone: bool = False) -> Page:
        where = launch(microphone) if microphone or alone else browser
        context = where.new_context(base_url=site.url, viewport={"width": width, "height": height}, locale="en-US")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error.stack or error}"))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not errors
