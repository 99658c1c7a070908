"""One answer and one consult on everything a school would run, while its web processes die and are replaced."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SPEECH, Opener
from tests.e2e.pages import PATIENCE, by, choose, log_in, record, save, sign_up, wait_for_words
from tests.e2e.rooms import (
    Call,
    ask,
    end,
    expect_same_script,
    hears,
    paths,
    row,
    say,
    sees,
    show_script,
    stored_feedback,
    take,
    type_at_end,
    wait_until_connected,
    wait_until_grown,
    watched,
)
from tests.e2e.site import wait_for
from tests.stack.stack import Stack

pytestmark = pytest.mark.timeout(300)
ANSWER = "1027"
LOG_INS = 30


def test_from_the_voice_to_the_feedback_while_processes_come_and_go(
    open_page: Opener, stack: Stack, speech_wav: Callable[[str], Path]
) -> None:
    learner = watched(open_page(speech_wav(ANSWER)), over_relay=True)
    sign_up(learner)
    words = _answer(learner)
    assert len(words & set(_words((SPEECH / f"{ANSWER}.txt").read_text()))) >= len(words) / 2
    here = _process_of(stack)
    instructor = watched(open_page(), over_relay=True)
    _become_instructor_elsewhere(instructor, stack, here)
    call = Call(learner, instructor, ask(learner))
    expect(row(instructor, call.consult)).to_be_visible()
    take(instructor, call.consult)
    wait_until_connected(call)
    for page in call.both:
        wait_until_grown(lambda page=page: sees(page), 10, what="pictures of the other")
        assert paths(page) == {"relay"}
    assert all(stack.sockets()), "the two are on one process"
    show_script(call)
    peers = [page.evaluate("window.peers.length") for page in call.both]

    stack.pairs[here].kill()
    _correct(call, " One process died.")
    wait_for(lambda: stack.pairs[1 - here].sockets.open() >= 2, seconds=30, what=stack.output)
    stack.pairs[here].start()
    stack.pairs[here].wait()

    for pair in (stack.pairs[1 - here], stack.pairs[here]):
        pair.restart()
        _correct(call, f" Then {pair.pages.port} was replaced.")
    assert [page.evaluate("window.peers.length") for page in call.both] == peers, "the call was made anew"

    last = expect_same_script(call)
    assert re.search(r"One process died\. Then \d+ was replaced\. Then \d+ was replaced\.", last), last
    end(instructor)
    learner.wait_for_url(re.compile(r"/feedback/\d+/$"), timeout=PATIENCE)
    number = int(learner.url.rstrip("/").rsplit("/", 1)[1])
    assert stored_feedback(learner, number)["content"] == last


def _answer(learner: Page) -> set[str]:
    """Record the beginning of a real answer and wait for its words."""
    choose(learner)
    record(learner, seconds=10)
    save(learner)
    words = set(_words(wait_for_words(learner)))
    assert len(words) >= 8, words
    return words


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _process_of(stack: Stack) -> int:
    """On which process the only person who is there has their sockets."""

    def found() -> list[int]:
        return [number for number, count in enumerate(stack.sockets(), 1) if count]

    (number,) = wait_for(found, seconds=20, what=lambda: str(stack.sockets()))
    return int(number) - 1


def _become_instructor_elsewhere(page: Page, stack: Stack, here: int) -> None:
    """nginx puts all sockets of one session on one process: log in until it is the other one."""
    username = sign_up(page)
    stack.manage("set_role", username, "instructor")
    for _ in range(LOG_INS):
        page.goto("/consults/")
        expect(by(page, "queue")).to_be_attached()
        wait_for(lambda: sum(stack.sockets()) == 2, seconds=20, what=lambda: str(stack.sockets()))
        if stack.sockets()[1 - here]:
            return
        page.context.clear_cookies()
        log_in(page, username)
    raise AssertionError(f"always on the same process: {stack.sockets()}")


def _correct(call: Call, text: str) -> None:
    """Write, and see it arrive at the other page and at the server; the call has gone on, and people can still talk."""
    type_at_end(call.instructor, text)
    assert text.strip() in expect_same_script(call)
    say(call.learner, text)
    expect(by(call.instructor, "chat-log")).to_contain_text(text.strip())
    for page in call.both:
        wait_until_grown(lambda page=page: sees(page), 10, what="pictures of the other")
        wait_until_grown(lambda page=page: hears(page), 10, what="sound of the other")
        expect(by(page, "call")).to_have_attribute("data-state", "connected")
        expect(page.locator("[data-notice]")).to_be_hidden(timeout=PATIENCE)
    expect(call.instructor.locator("[data-journal]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
