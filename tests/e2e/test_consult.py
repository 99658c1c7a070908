"""Ask, be taken, be corrected live: two real browsers, from the request to the feedback."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.answers import finished
from tests.e2e.conftest import Opener
from tests.e2e.pages import PATIENCE, by
from tests.e2e.rooms import (
    Call,
    ask,
    become_instructor,
    end,
    expect_same_script,
    hears,
    html,
    open_chat,
    paths,
    press_together,
    row,
    say,
    sees,
    show_script,
    stored_feedback,
    total,
    type_at_end,
    wait_until_connected,
    wait_until_grown,
    wait_until_nobody_waits,
    watched,
)
from tests.e2e.site import Site, wait_for

EDITS = "".join(chr(97 + n % 26) if n % 6 else " " for n in range(200))


@pytest.mark.parametrize("over_relay", [False, True], ids=["direct", "over a relay"])
def test_from_the_request_to_the_feedback(open_page: Opener, site: Site, over_relay: bool) -> None:
    learner, instructor, rival = (watched(open_page(alone=not over_relay), over_relay=over_relay) for _ in range(3))
    for page in (instructor, rival):
        become_instructor(page, site)
    script = finished(learner, site)
    wait_until_nobody_waits(site)
    consult = ask(learner, script)
    expect(by(learner, "position")).to_contain_text("1")
    for page in (instructor, rival):
        expect(row(page, consult)).to_be_visible()
    call = Call(learner, _winner([instructor, rival], consult), consult)
    wait_until_connected(call)
    for page in call.both:
        wait_until_grown(lambda page=page: sees(page), 10, what="pictures of the other")
        wait_until_grown(lambda page=page: hears(page), 20, what="sound of the other")
        assert ("relay" in paths(page)) is over_relay
    _muting_stops_packets(call)
    show_script(call)
    type_at_end(call.instructor, EDITS)
    written = expect_same_script(call)
    assert EDITS.split()[-1] in written
    _chat(call)
    for page in call.both:
        _reload(call, page)
    type_at_end(call.instructor, " And one word more.")
    last = expect_same_script(call)
    assert "And one word more." in last
    end(call.instructor)
    call.learner.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=PATIENCE)
    number = int(call.learner.url.rstrip("/").rsplit("/", 1)[1])
    assert stored_feedback(call.learner, number)["content"] == last
    assert by(call.learner, "content").evaluate("element => element.innerHTML").strip() == last
    call.instructor.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=PATIENCE)


def _winner(instructors: list[Page], consult: str) -> Page:
    """Both press at once: one is in the room, the other is told and stays."""
    press_together(instructors, consult)

    def entered() -> list[Page]:
        return [page for page in instructors if by(page, "call").count()]

    wait_for(entered, seconds=30, what=lambda: str([page.url for page in instructors]))
    (winner,) = entered()
    (loser,) = (page for page in instructors if page is not winner)
    expect(loser.locator("#toasts")).to_contain_text("instructor")
    expect(row(loser, consult)).to_have_count(0)
    assert consult not in loser.url
    return winner


def _muting_stops_packets(call: Call) -> None:
    for page in call.both:
        by(page, "mic").click()
        expect(by(page, "mic")).to_have_attribute("aria-pressed", "false")
        wait_for(
            lambda page=page: _is_silent(page),
            seconds=20,
            what=lambda: "sound is still sent after the microphone is off",
        )
        by(page, "mic").click()
        expect(by(page, "mic")).to_have_attribute("aria-pressed", "true")
        wait_until_grown(lambda page=page: total(page, "audio", "outbound", "packetsSent"), 20, what="sound sent again")


def _is_silent(page: Page) -> bool:
    """While two dozen pictures go out, not one packet of sound does."""
    before = total(page, "audio", "outbound", "packetsSent")
    wait_until_grown(lambda: total(page, "video", "outbound", "framesSent"), 24, what="pictures sent")
    return total(page, "audio", "outbound", "packetsSent") == before


def _chat(call: Call) -> None:
    say(call.learner, "Is this right?")
    say(call.instructor, "안녕하세요 <b>yes</b>")
    for page in call.both:
        open_chat(page)
        expect(by(page, "chat-log").get_by_role("listitem")).to_have_count(2)
        expect(by(page, "chat-log")).to_contain_text("Is this right?")
        expect(by(page, "chat-log")).to_contain_text("안녕하세요 <b>yes</b>")


def _reload(call: Call, page: Page) -> None:
    """Come back with camera, script, chat and text as they were."""
    by(page, "camera").click()
    expect(by(page, "camera")).to_have_attribute("aria-pressed", "false")
    before = html(page)
    page.reload()
    wait_until_connected(call)
    expect(by(page, "camera")).to_have_attribute("aria-pressed", "false")
    expect(by(page, "mic")).to_have_attribute("aria-pressed", "true")
    expect(by(page, "editor")).to_be_visible()
    assert expect_same_script(call) == before
    open_chat(page)
    expect(by(page, "chat-log").get_by_role("listitem")).to_have_count(2)
    wait_until_grown(lambda: hears(page), 20, what="sound after the reload")
    by(page, "camera").click()
    expect(by(page, "camera")).to_have_attribute("aria-pressed", "true")
