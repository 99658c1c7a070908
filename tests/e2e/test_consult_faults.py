"""What happens to a consult when something breaks, and that no correction is lost by it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.answers import finished
from tests.e2e.conftest import Opener, chromium, chromium_flags
from tests.e2e.pages import PATIENCE, by
from tests.e2e.rooms import (
    ask,
    become_instructor,
    end,
    expect_same_script,
    row,
    say,
    sees,
    show_script,
    start_call,
    type_at_end,
    wait_until_connected,
    wait_until_grown,
    watched,
)
from tests.e2e.site import Site, wait_for
from tests.networks import asleep


def test_the_call_outlives_a_restart_of_the_server(open_page: Opener, site: Site) -> None:
    call = start_call(open_page(), open_page(), site)
    show_script(call)
    peers = [page.evaluate("window.peers.length") for page in call.both]
    site.child("web").kill()
    type_at_end(call.instructor, " Written without a server.")
    expect_same_script(call)
    say(call.learner, "Are you still there?")
    expect(by(call.instructor, "chat-log")).to_contain_text("Are you still there?")
    for page in call.both:
        wait_until_grown(lambda page=page: sees(page), 20, what="pictures while the server is away")
    wait_for(site.is_ready, seconds=60, what=lambda: "the site does not come back")
    expect(call.instructor.locator("[data-journal]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    for page in call.both:
        expect(by(page, "call")).to_have_attribute("data-state", "connected")
        expect(page.locator("[data-notice]")).to_be_hidden(timeout=PATIENCE)
    assert [page.evaluate("window.peers.length") for page in call.both] == peers, "the call was made anew"
    # The sockets are back: the end arrives.
    end(call.instructor)
    call.learner.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=PATIENCE)
    expect(by(call.learner, "content")).to_contain_text("Written without a server.")


def test_both_tabs_die_and_the_corrections_are_there(open_page: Opener, site: Site) -> None:
    call = start_call(open_page(), open_page(), site)
    show_script(call)
    type_at_end(call.instructor, " Nobody may lose this.")
    written = expect_same_script(call)
    expect(call.instructor.locator("[data-journal]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    contexts = [page.context for page in call.both]
    for page in call.both:
        _crash(page)
    call.learner, call.instructor = (watched(context.new_page()) for context in contexts)
    call.instructor.goto("/consults/")
    call.instructor.locator("[data-own-link]").click()
    call.learner.goto(f"/consults/{call.consult}/")
    wait_until_connected(call)
    assert expect_same_script(call) == written
    type_at_end(call.instructor, " And on.")
    assert "Nobody may lose this. And on." in expect_same_script(call)


def test_of_two_tabs_one_is_in_the_call_and_logging_out_ends_it(open_page: Opener, site: Site) -> None:
    call = start_call(open_page(), open_page(), site)
    first, second = call.learner, watched(call.learner.context.new_page())
    second.goto(f"/consults/{call.consult}/")
    call.learner = second
    wait_until_connected(call)
    expect(first.locator("[data-notice]")).to_contain_text("another tab")
    expect(by(first, "call")).to_have_attribute("data-state", "ended")
    assert first.evaluate("window.peers.every((peer) => peer.connectionState === 'closed')")
    first.get_by_role("button", name="Continue here").click()
    call.learner = first
    wait_until_connected(call)
    expect(second.locator("[data-notice]")).to_contain_text("another tab")
    second.goto("/scripts/")
    by(second, "logout").click()
    expect(first.locator("[data-notice]")).to_contain_text("logged out")
    expect(by(call.instructor, "call")).to_have_attribute("data-state", "reconnecting", timeout=PATIENCE)


def test_when_the_learner_leaves_the_corrections_are_still_stored(open_page: Opener, site: Site) -> None:
    call = start_call(open_page(), open_page(), site)
    show_script(call)
    type_at_end(call.instructor, " Almost done.")
    end(call.learner)
    call.learner.wait_for_url(re.compile(r"/scripts/\d+/$"), timeout=PATIENCE)
    expect(call.instructor.get_by_text("is over. Your corrections are kept")).to_be_visible(timeout=PATIENCE)
    type_at_end(call.instructor, " Now it is.")
    expect(call.instructor.locator("[data-journal]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    # The instructor goes away and comes back to it from the dashboard.
    call.instructor.goto("/consults/")
    call.instructor.locator(f'a[href="/consults/{call.consult}/"]').first.click()
    expect(by(call.instructor, "editor")).to_contain_text("Almost done. Now it is.")
    call.instructor.get_by_role("button", name="Store as feedback").click()
    call.instructor.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=PATIENCE)
    call.learner.goto("/scripts/?tab=completed")
    expect(by(call.learner, "card")).to_have_count(1)
    call.learner.goto(f"/consults/{call.consult}/")
    expect(by(call.learner, "content")).to_contain_text("Almost done. Now it is.")


def test_a_closed_laptop_leaves_the_line(open_page: Opener, site: Site, playwright: Playwright, tmp_path: Path) -> None:
    instructor = open_page()
    become_instructor(instructor, site)
    profile = tmp_path / "profile"
    laptop = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=chromium_flags(None), base_url=site.url, locale="en-US"
    )
    learner = laptop.pages[0]
    consult = ask(learner, finished(learner, site))
    expect(row(instructor, consult)).to_be_visible()
    with asleep(profile):
        expect(row(instructor, consult)).to_have_count(0, timeout=60_000)
    # Opened again, the page says what happened and offers to ask anew.
    expect(learner.locator("[data-over]")).to_be_visible(timeout=PATIENCE)
    learner.locator("[data-again]").click()
    learner.wait_for_url(lambda url: consult not in url)
    expect(by(learner, "position")).to_be_visible()
    laptop.close()


def _crash(page: Page) -> None:
    """Kill the page's process, as the system does when memory is short: no handler of the page runs."""
    with pytest.raises(PlaywrightError):
        page.goto("chrome://crash")
