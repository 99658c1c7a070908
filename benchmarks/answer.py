"""Time from pressing *save* to the visible transcript of a 70 s answer, in a real Chromium with a real site."""

import statistics
import time
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks import project
from benchmarks.site import running_site

RUNS = 3
ANSWER_SECONDS = 70


def measure() -> dict[str, Any]:
    from tests.e2e.conftest import chromium, chromium_flags, wav_of
    from tests.e2e.pages import by, choose, save, sign_up, wait_for_words, wait_until_recorded

    folder = project.folder()
    microphone = wav_of("1027", folder)  # the best understood answer
    seconds: list[float] = []
    with running_site(folder) as site, sync_playwright() as driver:
        for _ in range(RUNS):
            browser = driver.chromium.launch(executable_path=chromium(), args=chromium_flags(microphone))
            page = browser.new_context(base_url=site.url).new_page()
            sign_up(page)
            choose(page)
            by(page, "record").click()
            wait_until_recorded(page, ANSWER_SECONDS)
            by(page, "stop").click()
            by(page, "save").wait_for()
            start = time.perf_counter()
            save(page)
            wait_for_words(page)
            seconds.append(round(time.perf_counter() - start, 2))
            browser.close()
    return {"audio_seconds": ANSWER_SECONDS, "save_to_words_seconds": seconds, "median": statistics.median(seconds)}
