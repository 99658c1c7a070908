"""From a key in one page to the text in the other, over a real peer connection, and the bytes that it takes.

The earlier way, the whole HTML every 100 ms, is measured in the same run.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks import project

WORDS = 1_000
KEYS = 200
EVERY = 0.2
"""Seconds between two keys: five a second, a little uneven so that nothing falls into step."""
IDLE = 5.0
ORIGINAL = " ".join(["I usually go to the park with my friend"] * (WORDS // 9 + 1))
FLAGS = ("--disable-background-timer-throttling", "--disable-renderer-backgrounding")


def measure() -> dict[str, Any]:
    project.setup()
    from django.core.management import call_command

    from tests.e2e.conftest import chromium, chromium_flags
    from tests.e2e.shared_script.two_pages import Two

    call_command("collectstatic", interactive=False, verbosity=0)
    ways: dict[str, Callable[[Two], Callable[[], int]]] = {
        "whole_html_every_100_ms": whole_html,
        "shared_script": lambda two: shared_script(two, carets=False),
        "shared_script_with_carets": lambda two: shared_script(two, carets=True),
    }
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=[*chromium_flags(None), *FLAGS])
        two = Two(browser.new_context())
        figures = {name: one_way(two, begin(two)) for name, begin in ways.items()}
        browser.close()
    return {"words": WORDS, "keys": KEYS, **figures}


def shared_script(two: Any, *, carets: bool) -> Callable[[], int]:
    """Open the product's pages; the answer counts the bytes that they have sent."""
    two.open(ORIGINAL, carets=carets)
    for page in two.both:
        page.evaluate("globalThis.root = script.editor.quill.root")
    return lambda: sum(int(page.evaluate("script.sent")) for page in two.both)


def whole_html(two: Any) -> Callable[[], int]:
    two.open("", carets=False)
    for page, role in ((two.instructor, "instructor"), (two.learner, "learner")):
        page.evaluate(
            """async ([role, original]) => {
                const { wholeHtml } = await import("/benchmarks/browser/sync.mjs");
                globalThis.root = wholeHtml({ role, original, channel: script.extra });
            }""",
            [role, ORIGINAL],
        )
    return lambda: int(two.instructor.evaluate(SENT))


SENT = """async () => {
    const report = await connection.getStats();
    return [...report.values()].reduce((sum, { type, label, bytesSent }) =>
        sum + (type === "data-channel" && label === "extra" ? bytesSent : 0), 0);
}"""


def one_way(two: Any, sent: Callable[[], int]) -> dict[str, Any]:
    from benchmarks.machines import spread

    watch(two.instructor, "keys = watchKeys(root)")
    watch(two.learner, "seen = watchText(root)")
    idle = rate(sent, lambda: time.sleep(IDLE))
    length = two.instructor.evaluate("root.textContent.length")
    two.instructor.evaluate("root.focus()")
    two.instructor.keyboard.press("Control+End")
    typing = rate(sent, lambda: type_keys(two.instructor))
    time.sleep(0.5)
    keys = two.instructor.evaluate("keys")
    seen = dict(two.learner.evaluate("[...seen]"))
    times = [seen[length + n + 1] - key for n, key in enumerate(keys) if length + n + 1 in seen]
    missed = {"skipped": len(keys) - len(times)}
    return {**spread(times), **missed, "bytes_per_s_idle": idle, "bytes_per_s_typing": typing}


def watch(page: Page, statement: str) -> None:
    page.evaluate(
        f"""async () => {{
            const {{ watchKeys, watchText }} = await import("/benchmarks/browser/sync.mjs");
            globalThis.{statement};
        }}"""
    )


def type_keys(page: Page) -> None:
    page.bring_to_front()
    for number in range(KEYS):
        page.keyboard.press(" " if number % 6 == 5 else "abcdefghij"[number % 10])
        time.sleep(EVERY * random.uniform(0.8, 1.2))


def rate(sent: Callable[[], int], act: Callable[[], None]) -> int:
    """Bytes a second while `act` goes on."""
    before, begun = sent(), time.monotonic()
    act()
    return round((sent() - before) / (time.monotonic() - begun))
