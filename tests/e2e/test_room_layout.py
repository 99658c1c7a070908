"""Where things stand in the room."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Opener
from tests.e2e.pages import PATIENCE, by
from tests.e2e.rooms import end, open_chat, show_script, start_call
from tests.e2e.site import Site


def test_a_phone_on_its_side_and_a_room_that_is_over(open_page: Opener, site: Site) -> None:
    call = start_call(open_page(width=844, height=390), open_page(), site)
    show_script(call)
    editor, keys = by(call.learner, "editor"), call.learner.locator(".call-bar")
    assert edges(editor)["right"] <= 844
    assert edges(editor)["top"] < edges(keys)["top"]
    assert edges(keys)["bottom"] <= 390, "all keys are in sight"
    assert edges(keys)["right"] <= edges(editor)["left"], "nothing lies over the script"
    expect(call.learner.get_by_role("button", name="Microphone")).to_be_visible()
    open_chat(call.learner)
    assert edges(by(call.learner, "chat-send"))["bottom"] <= 390

    end(call.learner)
    expect(call.instructor.locator("[data-over]")).to_be_visible(timeout=PATIENCE)
    call.instructor.reload()
    expect(by(call.instructor, "editor")).to_be_visible()
    expect(call.instructor.locator(".stage-state")).to_be_hidden()
    expect(by(call.instructor, "chat-input")).to_be_hidden()
    assert call.instructor.locator(".call-bar .call-key:enabled:visible").all_inner_texts() == ["End"]


def edges(element: Locator) -> dict[str, float]:
    return element.evaluate("element => element.getBoundingClientRect().toJSON()")
