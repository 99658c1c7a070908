"""What the instructor writes stands at the learner's as it was written, and the server keeps it byte for byte."""

import re

import pytest

from consults.richtext import clean
from tests.e2e.shared_script.conftest import ORIGINAL
from tests.e2e.shared_script.two_pages import Two, editor, select, text

BUTTONS = [
    "Bold", "Strike out", "Underline", "Red", "Orange", "Green", "Blue", "Purple", "Gray", "Yellow background",
    "Green background", "Blue background", "Pink background", "Small", "Large", "Very large",
]  # fmt: skip
FOREIGN = """
<meta charset="utf-8"><style>p { color: red }</style>
<h1 style="text-align:center">Title</h1>
<p class="x" onclick="alert(1)" style="background:url(https://example.com/x)">one <a href="https://example.com/">two</a>
<b>three</b> <em style="color:#f00">four</em> <del>five</del> <u>six</u> <code>seven</code></p>
<ul><li>eight</li><li>nine</li></ul><table><tr><td>ten</td><td>eleven</td></tr></table>
<img src="x" onerror="alert(1)"><iframe src="https://example.com/"></iframe><script>alert(1)</script>
<textarea>no</textarea>
<pre>twelve
thirteen</pre><blockquote>fourteen</blockquote><svg><text>fifteen</text></svg>
"""
COUNTED = re.findall(r"\b(?:\w+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", FOREIGN)


def test_every_format_travels_and_the_server_keeps_it_byte_for_byte(two: Two) -> None:
    for name in BUTTONS:
        select(two.instructor, "park")
        two.instructor.get_by_role("button", name=name, exact=True).click()
        written = two.settle()
        assert written != f"<p>{ORIGINAL}</p>", name
        assert clean(written) == written
        two.instructor.get_by_role("button", name="Clear the formats").click()
        assert two.settle() == f"<p>{ORIGINAL}</p>", name


def test_all_formats_at_once_in_pieces_that_overlap(two: Two) -> None:
    two.instructor.evaluate(
        """() => {
            const { quill } = script.editor;
            const values = { bold: [true], strike: [true], underline: [true], size: ["small", "large", "huge"],
              color: ["red", "green"], background: ["yellow", "pink"] };
            let at = 0;
            for (const [name, all] of Object.entries(values)) for (const value of all) {
              quill.formatText(at, 9, name, value, "user");
              at += 3;
            }
        }"""
    )
    written = two.settle()
    assert clean(written) == written
    assert text(two.learner) == f"{ORIGINAL}\n"


def test_undo_and_redo(two: Two) -> None:
    select(two.instructor, "park")
    two.instructor.keyboard.type("the park")
    typed = two.settle()
    assert typed == "<p>I go to the park every day with my friend.</p>"
    two.instructor.get_by_role("button", name="Undo").click()
    assert two.settle() == f"<p>{ORIGINAL}</p>"
    two.instructor.get_by_role("button", name="Redo").click()
    assert two.settle() == typed
    editor(two.instructor).press("Control+z")
    assert two.settle() == f"<p>{ORIGINAL}</p>"


def test_keys_for_formats(two: Two) -> None:
    for keys, tag in (("Control+b", "strong"), ("Control+u", "u"), ("Control+Shift+x", "s")):
        select(two.instructor, "park")
        two.instructor.keyboard.press(keys)
        assert two.settle() == f"<p>I go to <{tag}>park</{tag}> every day with my friend.</p>"
        two.instructor.keyboard.press(keys)
        assert two.settle() == f"<p>{ORIGINAL}</p>"


def test_a_format_for_what_is_written_next_leaves_nothing_behind(two: Two) -> None:
    editor(two.instructor).press("Control+End")
    two.instructor.keyboard.press("Control+b")
    assert two.instructor.evaluate("script.editor.quill.root.querySelectorAll('.ql-cursor').length") == 1
    assert two.settle() == f"<p>{ORIGINAL}</p>"
    two.instructor.keyboard.type("Yes")
    assert two.settle() == f"<p>{ORIGINAL}<strong>Yes</strong></p>"
    two.instructor.keyboard.press("Enter")
    two.instructor.keyboard.press("Control+u")
    written = two.settle()
    assert written == f"<p>{ORIGINAL}<strong>Yes</strong></p><p><br></p>"
    assert clean(written) == written


def test_foreign_html_leaves_its_text_and_our_formats(two: Two) -> None:
    select(two.instructor, ORIGINAL)
    two.instructor.evaluate("html => script.paste({ 'text/html': html, 'text/plain': 'no' })", FOREIGN)
    written = two.settle()
    words = text(two.learner).split()
    assert [word for word in COUNTED if word not in words] == []
    assert clean(written) == written
    for gone in ("<a", "<img", "style=", "onclick", "<table", "<h1", "<li", "<em", "<iframe", "alert"):
        assert gone not in written, gone
    for kept in ("<strong>three</strong>", "<s>five</s>", "<u>six</u>"):
        assert kept in written


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_paste_of_200_kilobytes(two: Two, kind: str) -> None:
    long = "Every word of it arrives. " * 8000
    select(two.instructor, "park")
    two.instructor.evaluate("([kind, text]) => script.paste({ [kind]: text })", [kind, long])
    two.settle()
    assert text(two.learner) == ORIGINAL.replace("park", long) + "\n"


def test_a_pasted_picture_goes_nowhere(two: Two) -> None:
    two.instructor.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([Uint8Array.of(137, 80, 78, 71)], "x.png", { type: "image/png" }));
            const { root } = script.editor.quill;
            root.focus();
            for (const type of ["paste", "drop"]) root.dispatchEvent(
              type === "paste" ? new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true })
                : new DragEvent(type, { dataTransfer: clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    two.write(0, "!")
    assert two.settle() == f"<p>!{ORIGINAL}</p>"


def test_two_hundred_fast_edits_are_the_same_at_both(two: Two) -> None:
    keys = "".join(chr(97 + n % 26) if n % 6 else " " for n in range(200))
    editor(two.instructor).press("Control+End")
    two.instructor.keyboard.type(keys)
    assert two.settle() == f"<p>{ORIGINAL}{keys}</p>"


def test_idle_costs_nothing_and_a_key_a_few_bytes(two: Two) -> None:
    editor(two.instructor).press("Control+End")
    two.settle()
    wait = "() => new Promise(done => setTimeout(done, 400))"
    two.instructor.evaluate(wait)
    before = two.instructor.evaluate("script.sent"), two.learner.evaluate("script.sent")
    two.instructor.evaluate(wait)
    assert (two.instructor.evaluate("script.sent"), two.learner.evaluate("script.sent")) == before
    two.instructor.keyboard.type("words that are typed", delay=30)
    two.instructor.evaluate(wait)
    spent = two.instructor.evaluate("script.sent") - before[0]
    assert 0 < spent / 20 <= 100  # 500 bytes a second at five keys a second
    assert two.learner.evaluate("script.sent") == before[1]


def test_tab_leaves_the_editor_both_ways(two: Two) -> None:
    """Who has no mouse must get in and out (WCAG 2.1.2)."""
    before = two.settle()
    editor(two.instructor).focus()
    two.instructor.keyboard.press("Tab")
    assert not editor(two.instructor).evaluate("element => element.contains(document.activeElement)")
    editor(two.instructor).focus()
    two.instructor.keyboard.press("Shift+Tab")
    assert not editor(two.instructor).evaluate("element => element.contains(document.activeElement)")
    assert two.settle() == before
