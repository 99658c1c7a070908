"""What was corrected, on its page: as it was left, word by word, beside the voice; and deleted."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.answers import finished
from tests.e2e.conftest import Opener
from tests.e2e.pages import by, csrf, join
from tests.e2e.rooms import appoint
from tests.e2e.site import Site


def post(page: Page, address: str, data: dict[str, Any]) -> Any:
    answer = page.request.post(f"/api/v1/{address}", headers={"X-CSRFToken": csrf(page)}, data=data)
    assert answer.ok, answer.text()
    return answer.json()


@pytest.fixture
def learner(open_page: Opener, site: Site) -> Page:
    """With a finished script, its page open."""
    page = open_page()
    finished(page, site)
    return page


@pytest.fixture
def corrected(learner: Page, open_page: Opener, site: Site) -> dict[str, Any]:
    """What an instructor made of that script, through the API; the learner's page has heard of it."""
    teacher = open_page()
    appoint(site, join(teacher))
    number = int(by(learner, "script").evaluate("() => location.pathname.split('/')[2]"))
    consult = post(learner, "consults/", {"script": number})
    post(teacher, f"consults/{consult['id']}/claim/", {})
    said, _, rest = consult["script"]["text"].partition(" ")
    content = f'<p><s>{said}</s> <strong class="ql-color-red">Honestly</strong>, {rest}</p>'
    feedback = post(teacher, f"consults/{consult['id']}/finish/", {"content": content})
    expect(by(learner, "feedback-link")).to_have_count(1)
    return dict(feedback)


def test_the_script_page_learns_of_it_and_leads_there(learner: Page, corrected: dict[str, Any]) -> None:
    expect(by(learner, "delete")).to_have_count(0)
    by(learner, "feedback-link").click()
    learner.wait_for_url(f"**/feedback/{corrected['id']}/")


def test_it_stands_there_as_it_was_left_and_can_be_heard_and_copied(learner: Page, corrected: dict[str, Any]) -> None:
    learner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    learner.goto(f"/feedback/{corrected['id']}/")
    assert by(learner, "content").inner_html() == corrected["content"]
    assert by(learner, "original").text_content() == corrected["original"]
    assert by(learner, "clean").text_content() == corrected["plain"]
    expect(by(learner, "changes").locator("ins").first).to_contain_text("Honestly")

    word = by(learner, "word").nth(4)
    start = float(word.get_attribute("data-start") or 0)
    word.click()
    learner.wait_for_function(f"() => document.querySelector('audio').currentTime >= {start}")
    expect(learner.locator(".word-now")).to_have_count(1)

    learner.locator("[data-copy]").click()
    expect(learner.locator(".note-success")).to_be_visible()
    assert learner.evaluate("() => navigator.clipboard.readText()") == corrected["plain"]


def test_on_a_phone_one_text_at_a_time(learner: Page, corrected: dict[str, Any]) -> None:
    learner.set_viewport_size({"width": 390, "height": 844})
    learner.goto(f"/feedback/{corrected['id']}/")
    texts = ("content", "changes", "clean", "original")
    for name in texts:
        learner.locator(f'[data-show="{name}"]').click()
        assert [each for each in texts if by(learner, each).is_visible()] == [name]
    assert learner.evaluate("() => document.documentElement.scrollWidth") == 390


def test_deleted_it_is_gone_and_open_lists_follow(learner: Page, corrected: dict[str, Any]) -> None:
    completed = learner.context.new_page()
    completed.goto("/scripts/?tab=completed")
    expect(by(completed, "card")).to_have_count(1)
    learner.goto(f"/feedback/{corrected['id']}/")
    by(learner, "delete").click()
    by(learner, "confirm").click()
    learner.wait_for_url("**/feedback/")
    expect(by(learner, "empty")).to_be_visible()
    expect(by(completed, "empty")).to_be_visible()
    expect(by(completed, "tab-in_progress")).to_contain_text("1")
    learner.go_back()
    expect(by(learner, "content")).to_have_count(0)
