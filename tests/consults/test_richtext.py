"""What is kept of the corrected text, and what never is."""

import json
import subprocess
from pathlib import Path

import pytest

from consults import richtext
from consults.exceptions import BadText
from consults.richtext import clean, plain

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "static" / "js" / "call" / "formats.js"

WRITTEN_BY_THE_EDITOR = [
    "<p>I usually go to the park.</p>",
    '<p>I <strong class="ql-color-red">went</strong> <s>go</s></p><p><br></p>',
    "<p>two&nbsp;&nbsp;spaces  and more</p><p>&lt;tag&gt; &amp; \"quotes\" 'single' 3 &gt; 2</p>",
    "<p>공원에 <u>갔어요</u> 👩‍👩‍👧 ñ é</p>",
    '<p><s class="ql-bg-pink"><u>both</u></s><span class="ql-size-huge ql-color-blue ql-bg-yellow">three</span></p>',
    '<p><strong class="ql-size-small"><s><u>deep</u></s></strong></p>',
    "<p>tab\there</p><p><br></p><p><br></p><p>end</p>",
    "".join(f'<p>word <span class="{name}">{name}</span></p>' for name in richtext.CLASSES),
]

ATTACKS = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><p>x</p></svg>",
    "<svg><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://example.com/">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<p><style>@import 'https://example.com/x.css'; p { background: url(https://example.com/?leak) }</style>x</p>",
    '<p style="background:url(https://example.com/?leak)">x</p>',
    '<span style="position:fixed;inset:0" class="btn btn-danger ql-color-red">x</span>',
    '<p class="ql-color-red" id="main" data-testid="delete">x</p>',
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->x",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<base href=https://example.com/><link rel=stylesheet href=//example.com><meta http-equiv=refresh content=0>",
    "<form action=//example.com><input name=password><button>Send</button></form>",
    "<p>x</p><plaintext><script>alert(1)</script>",
    "<strong class='ql-color-red\" onmouseover=\"alert(1)'>x</strong>",
    "<<script>script>alert(1)<</script>/script>",
    "<p/onclick=alert(1)//>x",
    "<object data=x><embed src=x><audio src=x onerror=alert(1)><video><source onerror=alert(1)>",
]


@pytest.mark.parametrize("html", WRITTEN_BY_THE_EDITOR)
def test_what_the_editor_wrote_comes_back_byte_for_byte(html: str) -> None:
    assert clean(html) == html


@pytest.mark.parametrize("html", ATTACKS)
def test_nothing_but_text_and_formats_remains(html: str) -> None:
    cleaned = clean(html, may_be_empty=True)
    assert set(tags_of(cleaned)) <= {f"<{tag}>" for tag in (*richtext.TAGS, *(f"/{t}" for t in richtext.TAGS))} | {
        f'<span class="{name}">' for name in richtext.CLASSES
    }
    assert clean(cleaned, may_be_empty=True) == cleaned


def tags_of(html: str) -> list[str]:
    """Everything that a browser may take for a tag."""
    return [f"<{part.split('>')[0]}>" for part in html.split("<")[1:]]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a<script>alert(1)</script>b<style>p{}</style></p>", "<p>ab</p>"),
        ("<p>a<!-- secret -->b</p>", "<p>ab</p>"),
        ('<p style="color:red" class="x">a</p>', "<p>a</p>"),
        ('<span class="x ql-color-red y">a</span>', '<span class="ql-color-red">a</span>'),
        ('<span class="x">a</span>', "<span>a</span>"),
        ("<b>a</b> <del>b</del> <strike>c</strike>", "<strong>a</strong> <s>b</s> <s>c</s>"),
        ("<em>a</em> <a href='x'>b</a> <h1>c</h1>", "a b c"),
        ("<div>a</div><div><div>b</div></div>", "<p>a</p><p>b</p>"),
        ("no tags: 2 < 3 & so on", "no tags: 2 &lt; 3 &amp; so on"),
        ("one\ntwo", "one\ntwo"),
        ('<p>a<span class="ql-cursor">\ufeff</span>b\ufeff</p>', "<p>ab</p>"),
        ("<p>open <strong>ends", "<p>open <strong>ends</strong></p>"),
    ],
)
def test_what_others_write_is_brought_to_the_same_form(html: str, kept: str) -> None:
    assert clean(html) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("", "empty"),
        ("<p><br></p>", "empty"),
        ("<p>&nbsp; \u200b</p><script>x</script>", "empty"),
        ("<p>a\x00b</p>", "bad_text"),
        ("<p>\ud83d</p>", "bad_text"),
        ("<div>" * 100_000, "bad_text"),
        ("<s></p>" * 100_000, "bad_text"),
        ("<p>x</p>" * 130_000, "text_too_long"),
        ("&" * 300_000, "text_too_long"),
        (f"<p>{'x' * 40_001}</p>", "text_too_long"),
    ],
)
def test_what_cannot_be_kept_says_why(html: str, code: str) -> None:
    with pytest.raises(BadText) as refusal:
        clean(html)
    assert refusal.value.code == code
    assert refusal.value.status == 400


def test_a_draft_may_be_empty() -> None:
    assert clean("<p><br></p>", may_be_empty=True) == "<p><br></p>"
    assert clean("", may_be_empty=True) == ""


def test_a_text_as_long_as_the_editor_takes_is_kept() -> None:
    html = '<p><strong class="ql-color-red">word</strong> <s>gone</s></p>' * 8000
    assert clean(html) == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one</p><p><br></p><p>two</p><p><br></p>", "one\n\ntwo"),
        ("<p>one<br>two<br></p>", "one\ntwo"),
        ("<p>I <s>go</s> <u>went</u> home <s>yesterday</s>.</p>", "I went home."),
        ("<p><s>go</s><strong>went</strong></p>", "went"),
        ("<p><s>It was</s> The end</p>", "The end"),
        ("<p>a</p><p><s>all <u>of</u> it</s></p><p>b</p>", "a\nb"),
        ("<p>un<s>in</s>able</p>", "unable"),
        ("<p>a&nbsp;&amp;&nbsp;b &lt;c&gt;</p>", "a & b <c>"),
        ("no\ntags", "no\ntags"),
        ("<p>a</p>\n  <p>b</p>", "a\nb"),
        ("<p><s>everything</s></p>", ""),
        ("<p>a  b</p>", "a  b"),
    ],
)
def test_plain_text_is_what_is_to_be_said(html: str, text: str) -> None:
    assert plain(clean(html)) == text


def test_the_browser_knows_the_same_formats() -> None:
    script = f"import('{FORMATS.as_uri()}').then(m => console.log(JSON.stringify([m.SIZES, m.COLORS, m.BACKGROUNDS])))"
    told = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [list(richtext.SIZES), list(richtext.COLORS), list(richtext.BACKGROUNDS)]
