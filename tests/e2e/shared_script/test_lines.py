"""Lines, composed letters and reloads: what the document holds is what the editor shows."""

import pytest

from consults.richtext import clean
from tests.e2e.shared_script.conftest import ORIGINAL
from tests.e2e.shared_script.two_pages import Two, compose, editor, shown, text

ORIGINALS = ["", "\n\n", "가나다\r\n라마바", "a < b & c > d \"e\" 'f'", "  two  spaces  ", "👩‍👩‍👧 é"]


def test_hangul_arrives_when_it_is_composed(two: Two) -> None:
    editor(two.instructor).press("Control+End")
    compose(two.instructor, ["ㅎ", "하", "한"], "한")
    compose(two.instructor, ["ㄱ", "그", "글"], "글")
    assert two.settle() == f"<p>{ORIGINAL}한글</p>"
    two.instructor.keyboard.press("Backspace")
    assert two.settle() == f"<p>{ORIGINAL}한</p>"


def test_a_phone_keyboard_composes_every_word(two: Two) -> None:
    editor(two.instructor).press("Control+Home")
    for word in ("Well", " yes", ","):
        compose(two.instructor, [word[:n] for n in range(1, len(word) + 1)], word)
    assert two.settle() == f"<p>Well yes,{ORIGINAL}</p>"


def test_a_line_at_the_end_outlives_a_reload(two: Two) -> None:
    editor(two.instructor).press("Control+End")
    for _ in range(2):
        two.instructor.keyboard.press("Enter")
    written = two.settle()
    assert written == f"<p>{ORIGINAL}</p><p><br></p><p><br></p>"
    state = two.instructor.evaluate("script.editor.script.base64()")
    two.open(ORIGINAL, states=[state])
    assert shown(two.instructor) == shown(two.learner) == written
    editor(two.instructor).press("Control+End")
    two.instructor.keyboard.type("Yes.")
    assert two.settle() == f"<p>{ORIGINAL}</p><p><br></p><p>Yes.</p>"


def test_everything_is_taken_out_and_written_anew(two: Two) -> None:
    for words in ("Once.", "Twice."):
        editor(two.instructor).press("Control+a")
        two.instructor.keyboard.press("Delete")
        assert two.settle() == "<p><br></p>"
        two.instructor.keyboard.type(words)
        assert two.settle() == f"<p>{words}</p>"
    state = two.instructor.evaluate("script.editor.script.base64()")
    two.open(ORIGINAL, states=[state])
    assert shown(two.learner) == "<p>Twice.</p>"


def test_lines_are_joined_and_parted(two: Two) -> None:
    two.open("one\ntwo\n\nthree")
    editor(two.instructor).press("Control+End")
    for keys in (["Backspace"] * 7, ["Home", "Backspace", "Backspace"], ["Enter"]):
        for key in keys:
            two.instructor.keyboard.press(key)
        written = two.settle()
        assert clean(written) == written
    assert two.instructor.evaluate("script.editor.script.text.toString() === script.editor.quill.getText()")


@pytest.mark.parametrize(
    "original", ["", "\n\n", "가나다\r\n라마바", "a < b & c > d \"e\" 'f'", "  two  spaces  ", "👩‍👩‍👧 é"]
)
def test_any_original_is_shown_and_written_in(pair: Two, original: str) -> None:
    pair.open(original)
    editor(pair.instructor).press("Control+End")
    pair.instructor.keyboard.type("End")
    written = pair.settle()
    assert written.endswith("End</p>")
    assert clean(written) == written
    assert text(pair.instructor) == pair.instructor.evaluate("script.editor.script.text.toString()")
