"""Two people on two networks, and one of them loses the own for twenty seconds."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.conftest import chromium, chromium_flags
from tests.e2e.pages import by
from tests.e2e.rooms import (
    end,
    expect_same_script,
    open_chat,
    say,
    sees,
    show_script,
    start_call,
    type_at_end,
    wait_until_connected,
    wait_until_grown,
)
from tests.e2e.site import Site
from tests.networks import Networks, secure

pytestmark = pytest.mark.timeout(300)
CUT_SECONDS = 20


@pytest.fixture
def bridged_site(tmp_path: Path, networks: Networks) -> Iterator[Site]:
    running = Site(tmp_path / "site", host=networks.address).start()
    yield running
    running.stop()


@pytest.fixture
def away(
    bridged_site: Site, networks: Networks, playwright: Playwright, tmp_path: Path
) -> Iterator[Callable[[], Page]]:
    """A page of a browser on a network of its own, which is called like its place in `networks.names`."""
    browsers = []

    def start() -> Page:
        program = networks.wrapper(networks.add(), chromium(), tmp_path)
        flags = [*chromium_flags(None), *secure(bridged_site.url)]
        browsers.append(playwright.chromium.launch(executable_path=program, args=flags))
        context = browsers[-1].new_context(
            base_url=bridged_site.url, locale="en-US", permissions=["camera", "microphone"]
        )
        return context.new_page()

    yield start
    for browser in browsers:
        browser.close()


def test_a_call_outlives_twenty_seconds_without_a_network(
    away: Callable[[], Page], bridged_site: Site, networks: Networks
) -> None:
    call = start_call(away(), away(), bridged_site)
    show_script(call)
    for page in call.both:
        wait_until_grown(lambda page=page: sees(page), 10, what="pictures before the cut")
    peers = [page.evaluate("window.peers.length") for page in call.both]
    networks.cut(networks.names[0])
    began = call.instructor.evaluate("Date.now()")
    for page in call.both:
        expect(by(page, "call")).to_have_attribute("data-state", "reconnecting", timeout=10_000)
    type_at_end(call.instructor, " Written while nobody could see it.")
    say(call.instructor, "Can you hear me?")
    say(call.learner, "I have no network.")
    call.instructor.wait_for_function("end => Date.now() >= end", arg=began + CUT_SECONDS * 1000, timeout=60_000)
    networks.heal(networks.names[0])
    wait_until_connected(call)
    assert "Written while nobody could see it." in expect_same_script(call)
    for page in call.both:
        open_chat(page)
        expect(by(page, "chat-log").get_by_role("listitem")).to_have_count(2)
        wait_until_grown(lambda page=page: sees(page), 10, what="pictures after the cut")
    assert [page.evaluate("window.peers.length") for page in call.both] == peers, "the call was made anew"
    end(call.instructor)
    call.learner.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=30_000)
