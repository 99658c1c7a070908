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
from tests.sharing import shared_folder

__all__ = ["turn_server"]

SPEECH = ROOT / "tests" / "data" / "speech"
Opener = Callable[..., Page]


MOST_SECONDS = 300
"""For a story and, where it is the first of its process, the start of the site."""
FIRST = (
    "test_each_real_answer",
    "test_the_documentation_lists",
    "test_a_faulty_sheet",
    "test_a_closed_laptop",
    "test_the_question_is_heard",
    "test_from_the_request_to_the_feedback",
    "test_an_answer_survives_a_store",
    "test_a_worker_killed",
    "test_a_server_killed",
    "test_a_killed_browser",
    "test_of_two_tabs",
    "test_the_call_outlives",
    "test_both_tabs_die",
    "test_when_the_learner_leaves",
    "test_a_phone_on_its_side",
)
"""The stories that take longest begin first: one that began last would end alone. So do those that want a question
spoken soon: later the site speaks what other stories have asked for. Each process begins with two of the list.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    stories = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in stories:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(MOST_SECONDS))
    stories.sort(key=_place)
    items[:] = [*stories, *(item for item in items if item not in stories)]


def _place(item: pytest.Item) -> int:
    return next((place for place, name in enumerate(FIRST) if item.name.startswith(name)), len(FIRST))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with database, static files and questions, which all processes of this run make once."""
    with shared_folder(tmp_path_factory, "prepared") as folder:
        if not (folder / "done").exists():
            Site(folder).manage("prepare")
            (folder / "done").touch()
    return folder / "data"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, turn_server: TurnServer, prepared: Path) -> Iterator[Site]:
    """With a relay; who is gone leaves the line, and a dead worker's job is done again, sooner than by default."""
    soon = {"CONSULT_GRACE_SECONDS": "15", "LEASE_SECONDS": "10", "REAP_SECONDS": "2"}
    running = Site(tmp_path_factory.mktemp("site"), prepared=prepared, **turn_server.settings, **soon).start()
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

    `alone` gives it a browser of its own; so does a microphone, whose sound is an option of the browser. Nothing moves
    by itself, as for people who have asked their system for that: here the processor would draw it.
    """
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def start(microphone: Path | None = None, *, width: int = 1280, height: int = 900, alone: bool = False) -> Page:
        where = launch(microphone) if microphone or alone else browser
        screen = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
        context = where.new_context(base_url=site.url, locale="en-US", **screen)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error.stack or error}"))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not errors
