"""What one selects and clicks stays with its words, is shown to the other, and finds its place in the recording."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.shared_script.conftest import ORIGINAL
from tests.e2e.shared_script.two_pages import Two, editor, select, text
from tests.e2e.site import wait_for


def selected(page: Page) -> dict[str, Any]:
    return dict(page.evaluate("script.selected()"))


@pytest.mark.parametrize("backwards", [False, True])
def test_what_the_learner_has_selected_stays_selected(two: Two, backwards: bool) -> None:
    select(two.learner, "park every", backwards=backwards)
    before = selected(two.learner)
    assert (before["words"], before["isBackwards"]) == ("park every", backwards)
    for index, words in ((0, "Well, "), (3, "\n"), (60, "x"), (ORIGINAL.index("day") + 7, "single ")):
        two.write(index, words, {"bold": True})
        two.settle()
        assert selected(two.learner) == before, words
    two.write(text(two.learner).index("park") + 1, "--")
    two.settle()
    assert selected(two.learner)["words"] == "p--ark every"


def test_an_edit_takes_the_focus_from_nothing(two: Two) -> None:
    select(two.learner, "park")
    two.learner.evaluate("document.getElementById('key').focus()")
    two.write(0, "Well, ")
    two.settle()
    assert selected(two.learner)["focus"] == "key"


def point(page: Page, words: str) -> int | None:
    """Press on `words`, and return the place in the original that it gives."""
    before = page.evaluate("script.points.length")
    page.mouse.click(*page.evaluate("words => script.middleOf(words)", words))
    assert page.evaluate("script.points.length") == before + 1
    return page.evaluate("script.points.at(-1)")  # type: ignore[no-any-return]


def test_a_click_on_a_word_gives_its_place_in_the_original(two: Two) -> None:
    two.write(0, "Well,\n")
    two.write(ORIGINAL.index("park") + 6, "the big ", {"bold": True, "size": "huge"})
    two.settle()
    for page in two.both:
        for words in ("go", "park", "every", "friend"):
            assert point(page, words) in range(ORIGINAL.index(words), ORIGINAL.index(words) + len(words) + 1), words
        assert point(page, "big") == ORIGINAL.index("park") - 1
        assert point(page, "Well") is None


def test_who_selects_with_the_mouse_asks_for_no_sound(two: Two) -> None:
    for page in two.both:
        x, y = page.evaluate("script.middleOf('every')")
        page.mouse.move(x - 10, y)
        page.mouse.down()
        page.mouse.move(x + 40, y)
        page.mouse.up()
        assert selected(page)["words"]
        assert page.evaluate("script.points.length") == 0


def is_near(drawn: dict[str, Any], place: dict[str, Any], *, marked: bool) -> bool:
    if not drawn["caret"]:
        return False
    apart = [abs(a - b) for a, b in zip(drawn["caret"], place["caret"], strict=True)]
    return max(*apart, abs(drawn["width"] - (place["width"] if marked else 0))) <= 2


def expect_mark(page: Page, words: str, *, marked: bool = True) -> None:
    """Wait until the other's caret is drawn behind `words`, and the selection over them where they are `marked`."""
    wait_for(
        lambda: is_near(page.evaluate("script.drawn()"), place_of(page, words), marked=marked),
        seconds=5,
        what=lambda: f"{page.evaluate('script.drawn()')}, not {place_of(page, words)}",
    )


def place_of(page: Page, words: str) -> dict[str, Any]:
    return dict(page.evaluate("words => script.placeOf(words)", words))


def test_each_sees_where_the_other_is(two: Two) -> None:
    select(two.instructor, "park every")
    expect_mark(two.learner, "park every")
    select(two.learner, "my friend", backwards=False)
    expect_mark(two.instructor, "my friend")
    two.write(0, "Well,\nand ")
    two.settle()
    expect_mark(two.learner, "park every")
    expect_mark(two.instructor, "my friend")
    two.instructor.locator("#chat").focus()
    wait_for(
        lambda: not two.learner.evaluate("script.drawn()")["caret"], seconds=5, what=lambda: "the caret is still drawn"
    )


def test_the_caret_goes_along_with_what_is_written_and_nothing_is_said_of_it(two: Two) -> None:
    editor(two.instructor).press("Control+End")
    expect_mark(two.learner, "friend.", marked=False)
    control = two.instructor.evaluate("script.links.control.sent")
    for word in (" And", " one", " more."):
        two.instructor.keyboard.type(word, delay=20)
        two.settle()
        expect_mark(two.learner, word, marked=False)
    assert two.instructor.evaluate("script.links.control.sent") == control


def test_a_caret_that_is_none_is_not_drawn(two: Two) -> None:
    two.learner.evaluate("() => { window.alert = () => { throw new Error('alert'); }; }")
    for pin in ("x", "", "////", "'\"><img src=x onerror=alert(1)>", 7, None, {"length": 1}):
        two.instructor.evaluate("pin => script.links.control.send({ type: 'caret', anchor: pin, head: pin })", pin)
        two.settle()
        assert two.learner.locator(".carets > *").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_others_caret_and_name_can_be_read(two: Two, scheme: str) -> None:
    two.learner.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    select(two.instructor, "park")
    expect_mark(two.learner, "park")
    line, flag, ink, card = two.learner.evaluate(
        """() => {
            const style = (selector) => getComputedStyle(document.querySelector(selector));
            const card = document.createElement("div");
            card.style.backgroundColor = "var(--card)";
            document.body.append(card);
            return [style(".caret").borderLeftColor, style(".caret span").backgroundColor, style(".caret span").color,
              getComputedStyle(card).backgroundColor];
        }"""
    )
    two.learner.emulate_media(color_scheme="light")
    assert contrast(line, card) >= 3
    assert contrast(ink, flag) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two CSS colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(", ")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
