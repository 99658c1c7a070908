"""What the learner looks at stays where it is, whatever the instructor writes; the learner writes nothing."""

import pytest
from playwright.sync_api import Page

from tests.e2e.shared_script.conftest import ORIGINAL
from tests.e2e.shared_script.two_pages import Two, compose, editor, shown, start, text

SENTENCES = [f"Sentence number {n} stands in this place." for n in range(200)]
TEXTS = {"one long paragraph": " ".join(SENTENCES), "many paragraphs": "\n".join(SENTENCES)}
SEEN = "number 100 stands"
LINE = 45
"""Words of a paragraph that is broken anew may come to stand a line above or below."""
EDITS = [(0, "Above. " * 80), (40, "Line.\n" * 9), (2000, "A little above. "), (8_000, "Below.\n" * 30)]


@pytest.fixture(params=TEXTS)
def long(request: pytest.FixtureRequest, pair: Two) -> Two:
    """A long text, of which the learner looks at sentence 100."""
    pair.renew(TEXTS[request.param])
    look = "words => { document.querySelector('[data-sheet]').scrollTop += script.heightOf(words) - 20; }"
    pair.learner.evaluate(look, SEEN)
    assert 0 <= height(pair.learner) < 60
    return pair


def height(page: Page) -> int:
    return int(page.evaluate("words => script.heightOf(words)", SEEN))


def test_the_view_stays_where_letter_after_letter_is_written_above(long: Two) -> None:
    before = height(long.learner)
    long.instructor.evaluate(
        "() => { for (let n = 0; n < 150; n += 1) script.editor.quill.insertText(0, n % 5 ? 'x' : ' ', 'user'); }"
    )
    long.settle()
    assert abs(height(long.learner) - before) <= LINE


def test_the_view_stays_where_text_is_written_above_and_below(long: Two) -> None:
    before = height(long.learner)
    for index, words in EDITS:
        long.write(index, words)
        long.settle()
        assert abs(height(long.learner) - before) <= LINE, words[:10]
    for change in ("formatText(0, 900, 'size', 'huge', 'user')", "deleteText(0, 2000, 'user')"):
        long.instructor.evaluate(f"script.editor.quill.{change}")
        long.settle()
        assert abs(height(long.learner) - before) <= LINE, change


def test_the_view_stays_where_the_instructor_comes_back_with_another_document(long: Two) -> None:
    before = height(long.learner)
    original = text(long.instructor)
    long.write(0, "Above. " * 99)
    long.settle()
    long.instructor.evaluate(
        """original => {
            script.goOn(original, [script.editor.script.base64()]);
            script.editor.quill.insertText(0, "Anew. ".repeat(99), "user");
        }""",
        original,
    )
    long.settle()
    assert text(long.learner).startswith("Anew. ")
    assert abs(height(long.learner) - before) <= LINE


def test_at_the_top_what_is_written_there_is_seen(pair: Two) -> None:
    pair.renew(TEXTS["many paragraphs"])
    pair.write(0, "New first line.\n" * 5)
    pair.settle()
    assert pair.learner.evaluate("document.querySelector('[data-sheet]').scrollTop") == 0


def test_what_the_learner_scrolls_to_is_what_stays(long: Two) -> None:
    long.write(0, "Above. " * 80)
    long.settle()
    long.learner.evaluate("document.querySelector('[data-sheet]').scrollTop += 150")
    before = height(long.learner)
    long.write(0, "Above. " * 80)
    long.settle()
    assert abs(height(long.learner) - before) <= LINE


def test_the_learner_writes_nothing(two: Two) -> None:
    sent = two.learner.evaluate("script.links.script.sent")
    editor(two.learner).click()
    for keys in ("x", "Enter", "Backspace", "Delete", "Control+b", "Control+z", "Control+x"):
        two.learner.keyboard.press(keys)
    compose(two.learner, ["ㅎ", "하"], "하")
    two.learner.evaluate("script.paste({ 'text/plain': 'mine' })")
    assert shown(two.learner) == f"<p>{ORIGINAL}</p>"
    assert two.learner.evaluate("script.links.script.sent") == sent
    assert two.settle() == f"<p>{ORIGINAL}</p>"


def test_what_the_learner_composes_in_the_chat_goes_on(two: Two) -> None:
    two.learner.locator("#chat").focus()
    session = two.learner.context.new_cdp_session(two.learner)
    session.send("Input.imeSetComposition", {"text": "하", "selectionStart": 1, "selectionEnd": 1})
    ended = two.learner.evaluate_handle(
        "() => { const told = []; addEventListener('compositionend', () => told.push(1), true); return told; }"
    )
    two.write(0, "Well, ", {"bold": True})
    two.settle()
    assert ended.json_value() == []
    session.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.insertText", {"text": "한"})
    assert two.learner.locator("#chat").input_value() == "한"


def test_both_are_told_to_programs_as_what_they_are(two: Two) -> None:
    learner = two.learner.get_by_role("textbox", name="The script")
    assert learner.get_attribute("aria-readonly") == "true"
    assert learner.get_attribute("contenteditable") == "false"
    assert learner.evaluate("element => element.tabIndex") == 0
    assert two.instructor.get_by_role("textbox", name="The script").get_attribute("aria-readonly") == "false"
    two.instructor.evaluate("script.editor.freeze()")
    assert editor(two.instructor).get_attribute("contenteditable") == "false"


def test_twenty_thousand_characters_and_two_hundred_edits(pair: Two) -> None:
    original = "word " * 4000
    pair.open(original)
    pair.instructor.evaluate(
        """() => {
            const { quill } = script.editor;
            for (let at = 0; at < 200; at += 1) quill.insertText(at * 97, "+", { bold: at % 2 === 0 }, "user");
        }"""
    )
    pair.settle()
    assert text(pair.learner).count("+") == 200
    state = pair.instructor.evaluate("script.editor.script.base64()")
    pair.instructor.reload()
    start(pair.instructor, {"role": "instructor", "original": original, "states": [state]})
    assert shown(pair.instructor) == shown(pair.learner)
