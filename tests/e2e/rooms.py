"""What two people do in a consult, in the words of the people, and what their browsers measure meanwhile."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.answers import finished
from tests.e2e.pages import PATIENCE, by, join
from tests.e2e.site import Site, wait_for

ROOM = re.compile(r"/consults/[0-9a-f-]{36}/$")
WATCH = """
const Native = window.RTCPeerConnection;
window.peers = [];
window.RTCPeerConnection = class extends Native {
  constructor(...given) { super(...given); window.peers.push(this); }
};
"""
"""Lets a test ask the page's peer connections for what they measure."""
RELAY = """
const Direct = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Direct {
  constructor(given) { super({ ...given, iceTransportPolicy: "relay" }); }
};
"""


@dataclass
class Call:
    """Two people in one room."""

    learner: Page
    instructor: Page
    consult: str

    @property
    def both(self) -> tuple[Page, Page]:
        return self.learner, self.instructor


def watched(page: Page, *, over_relay: bool = False) -> Page:
    """Let the test measure what this page's calls do; `over_relay` leaves them no way but a TURN server."""
    if over_relay:
        page.add_init_script(RELAY)
    page.add_init_script(WATCH)
    return page


def become_instructor(page: Page, site: Site) -> str:
    """Make an account, let staff make it an instructor, and open the dashboard."""
    username = join(page)
    appoint(site, username)
    page.goto("/consults/")
    expect(by(page, "queue")).to_be_attached()
    return username


def appoint(site: Site, username: str) -> None:
    """Make this account an instructor's, as an operator does."""
    site.run(
        "from django.core.management import call_command; call_command('set_role', name, 'instructor')", name=username
    )


def wait_until_nobody_waits(site: Site) -> None:
    """Who asked in an earlier story of this site and closed the page leaves the line after the grace of the site."""
    waiting = "from consults.models import Consult; answer = Consult.objects.filter(state='waiting').count()"
    wait_for(lambda: site.run(waiting) == 0, seconds=60, what=lambda: f"{site.run(waiting)} still wait")


def ask(page: Page, script: int | None = None) -> str:
    """Put the open script, or `script`, before an instructor; return the number of the consult."""
    if script is not None:
        page.goto(f"/scripts/{script}/")
    by(page, "request-consult").click()
    page.locator("dialog[open]").get_by_test_id("confirm").click()
    page.wait_for_url(ROOM)
    expect(by(page, "position")).to_be_visible()
    return consult_of(page)


def consult_of(page: Page) -> str:
    return page.url.rstrip("/").rsplit("/", 1)[1]


def row(page: Page, consult: str) -> Any:
    return page.locator(f'[data-testid="queue-row"][data-id="{consult}"]')


def take(page: Page, consult: str) -> None:
    """Take a request at the dashboard."""
    by(row(page, consult), "claim").click()
    page.wait_for_url(ROOM)


def start_call(learner: Page, instructor: Page, site: Site) -> Call:
    """Everything from two fresh browsers to two people who see each other."""
    watched(learner)
    watched(instructor)
    become_instructor(instructor, site)
    script = finished(learner, site)
    call = Call(learner, instructor, ask(learner, script))
    take(instructor, call.consult)
    wait_until_connected(call)
    return call


def wait_until_connected(call: Call) -> None:
    for page in call.both:
        expect(by(page, "call")).to_have_attribute("data-state", "connected", timeout=PATIENCE)


def show_script(call: Call) -> None:
    by(call.instructor, "script-toggle").click()
    for page in call.both:
        expect(by(page, "editor")).to_be_visible()
    expect_same_script(call)


def html(page: Page) -> str:
    return by(page, "editor").evaluate("editor => editor.innerHTML")


def expect_same_script(call: Call) -> str:
    """Wait until both see the same script, and return it."""

    def same() -> str | None:
        left, right = html(call.learner), html(call.instructor)
        return left if left == right and left not in ("", "<p><br></p>") else None

    return wait_for(same, seconds=30, what=lambda: f"{html(call.learner)}\n≠\n{html(call.instructor)}")


def type_at_end(page: Page, text: str) -> None:
    """Type at the end of the script, as fast as the browser takes it."""
    by(page, "editor").press("Control+End")
    page.keyboard.type(text)


def say(page: Page, text: str) -> None:
    open_chat(page)
    by(page, "chat-input").fill(text)
    by(page, "chat-send").click()


def open_chat(page: Page) -> None:
    key = page.locator("[data-chat-key]")
    if key.is_visible() and key.get_attribute("aria-pressed") == "false":
        key.click()


def end(page: Page) -> None:
    """End or leave the consult, and say yes."""
    by(page, "end").click()
    page.locator("dialog[open]").get_by_test_id("confirm").click()


def stats(page: Page) -> list[dict[str, Any]]:
    """What the page's live peer connections report (W3C webrtc-stats)."""
    return page.evaluate(
        """async () => {
            const live = window.peers.filter((peer) => peer.signalingState !== "closed");
            const reports = await Promise.all(live.map((peer) => peer.getStats()));
            return reports.flatMap((report) => [...report.values()]);
        }"""
    )


def total(page: Page, kind: str, direction: str, field: str) -> int:
    """The sum of `field` over the streams of one kind (`audio`, `video`) and direction (`inbound`, `outbound`)."""
    return sum(
        int(each.get(field, 0))
        for each in stats(page)
        if each["type"] == f"{direction}-rtp" and each.get("kind") == kind
    )


def wait_until_grown(measure: Callable[[], int], least: int, *, seconds: float = 30, what: str = "") -> int:
    """Wait until a count has grown by `least`, and return it."""
    before = now = measure()

    def grown() -> bool:
        nonlocal now
        now = measure()
        return now >= before + least

    wait_for(grown, seconds=seconds, what=lambda: f"{what}: {before} → {now}")
    return now


def paths(page: Page) -> set[str]:
    """Of which kind (`host`, `srflx`, `prflx`, `relay`) the own ends of the paths in use are."""
    found = {each["id"]: each for each in stats(page)}
    pairs = [
        found.get(each.get("selectedCandidatePairId", "")) for each in found.values() if each["type"] == "transport"
    ]
    return {found[pair["localCandidateId"]]["candidateType"] for pair in pairs if pair}


def sees(page: Page) -> int:
    """How many pictures of the other this page has decoded."""
    return total(page, "video", "inbound", "framesDecoded")


def hears(page: Page) -> int:
    """How many packets of the other's sound this page has received."""
    return total(page, "audio", "inbound", "packetsReceived")


def press_together(pages: list[Page], consult: str) -> None:
    """Have every page press *take* at the same moment of the clock."""
    at = time.time() * 1000 + 700
    for page in pages:
        by(row(page, consult), "claim").evaluate("(key, at) => { setTimeout(() => key.click(), at - Date.now()); }", at)


def stored_feedback(page: Page, number: int) -> dict[str, Any]:
    return json.loads(page.request.get(f"/api/v1/feedback/{number}/").body())
