"""A peer that none of us wrote (aiortc) is the learner; the instructor's page in Chromium takes it for one of ours."""

import httpx
from playwright.sync_api import expect

from tests.e2e.answers import send, speech
from tests.e2e.conftest import Opener
from tests.e2e.pages import PASSWORD, PATIENCE, by, join
from tests.e2e.rooms import ask, become_instructor, hears, say, take, wait_until_grown, watched
from tests.e2e.site import Site
from tests.peers.aside import Aside
from tests.peers.learner import Learner

LOUD = 300


def test_a_program_talks_with_the_page(open_page: Opener, site: Site) -> None:
    """Its signals carry neither `page` nor `round`: what may be left out is left out."""
    page, instructor = open_page(), watched(open_page())
    become_instructor(instructor, site)
    username = join(page)
    consult = ask(page, send(page, speech()))
    page.context.close()
    given = httpx.post(
        f"{site.url}/api/v1/auth/token/", json={"username": username, "password": PASSWORD}, timeout=30
    ).json()
    take(instructor, consult)
    learner = Learner(site.url, consult, given["access"], named=False)
    with Aside() as aside:
        aside.run(learner.__aenter__())
        try:
            aside.run(learner.until(lambda: learner.open, "three channels"))
            expect(by(instructor, "call")).to_have_attribute("data-state", "connected", timeout=PATIENCE)
            wait_until_grown(lambda: hears(instructor), 20, what="sound of the program")
            aside.run(learner.until(lambda: max(learner.sounds, default=0) > LOUD, "sound of the page"))
            say(instructor, "Hello, program.")
            aside.run(
                learner.until(lambda: "Hello, program." in [m.get("text") for m in learner.heard["chat"]], "chat")
            )
            aside.loop.call_soon_threadsafe(learner.say, "Hello, page.", 1_750_000_000_000)
            expect(instructor.get_by_text("Hello, page.")).to_be_visible(timeout=PATIENCE)
            by(instructor, "script-toggle").click()
            aside.loop.call_soon_threadsafe(learner.ask)
            whole = aside.run(learner.until(lambda: learner.wholes, "the script"))[0]
            assert len(whole) > 50
        finally:
            aside.run(learner.__aexit__())
