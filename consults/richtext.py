"""The corrected text as the editor makes it: HTML of a few tags and classes, and nothing else (docs/call.md)."""

import re
from html.parser import HTMLParser
from typing import ClassVar

import nh3
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consults.exceptions import BadText

SIZES = ("small", "large", "huge")
COLORS = ("red", "orange", "green", "blue", "purple", "gray")
BACKGROUNDS = ("yellow", "green", "blue", "pink")
FORMATTED = ("strong", "s", "u", "span")
"""Tags that may carry a class."""
TAGS = ("p", "br", *FORMATTED)
CLASSES = (
    *(f"ql-size-{name}" for name in SIZES),
    *(f"ql-color-{name}" for name in COLORS),
    *(f"ql-bg-{name}" for name in BACKGROUNDS),
)
HTML_MAX_CHARS = 1_000_000
MAX_DEPTH = 100
MAX_FOREIGN_TAGS = 2000

# What other editors write for the same. Their tags lose every attribute first, so the names stand alone.
SYNONYMS = {"b": "strong", "del": "s", "strike": "s", "div": "p"}
_SYNONYM = re.compile(rf"<(/?)({'|'.join(SYNONYMS)})>")
_TAG = re.compile(r"<(/?)([a-zA-Z!?][a-zA-Z0-9]*)")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_CURSOR = re.compile('<span class="ql-cursor">\ufeff*</span>')  # where the editor is about to type in another format

_CLEANER = nh3.Cleaner(
    tags={*TAGS, *SYNONYMS},
    attributes={},
    allowed_classes={tag: set(CLASSES) for tag in FORMATTED},
    clean_content_tags={"script", "style"},
    url_schemes=set(),
    link_rel=None,
)


class EmptyText(BadText):
    code: ClassVar[str] = "empty"
    message = _("The corrected text is empty.")


class TextTooLong(BadText):
    code: ClassVar[str] = "text_too_long"
    message = _("The corrected text is too long.")


class Unreadable(BadText):
    code: ClassVar[str] = "bad_text"
    message = _("The corrected text cannot be read.")


def clean(content: str, *, may_be_empty: bool = False) -> str:
    """Return `content` with nothing but the allowed tags and classes; what the editor made comes back byte for byte.

    The same again changes nothing. Raises EmptyText, TextTooLong or Unreadable, all of them BadText.
    """
    if len(content) > HTML_MAX_CHARS:
        raise TextTooLong
    _require_readable(content)
    cleaned = _pass(_CURSOR.sub("", content).replace("\ufeff", ""))
    if _SYNONYM.search(cleaned):
        # A `div` that has become a `p` may hold another: the parser sets that right, and leaves empty ones.
        cleaned = _pass(_SYNONYM.sub(lambda tag: f"<{tag[1]}{SYNONYMS[tag[2]]}>", cleaned)).replace("<p></p>", "")
    if len(cleaned) > HTML_MAX_CHARS or len(plain(cleaned)) > settings.SCRIPT_TEXT_MAX_CHARS * 2:
        raise TextTooLong
    if not may_be_empty and not _has_words(cleaned):
        raise EmptyText
    return cleaned


def plain(content: str) -> str:
    """The text of cleaned `content`: a line for each paragraph and break, without what is struck out."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return "\n".join(reader.lines).strip("\n")


def _pass(content: str) -> str:
    return _CLEANER.clean(content).replace(' class=""', "")


def _has_words(cleaned: str) -> bool:
    return bool(re.sub(r"<[^>]*>|&nbsp;|[\s\u200b-\u200d\u2060]", "", cleaned))


def _require_readable(content: str) -> None:
    """Refuse what no text is, and what would keep the parser busy: its time grows with the square of open tags."""
    if "\x00" in content or _UNPAIRED.search(content):
        raise Unreadable
    foreign = 0
    depth = dict.fromkeys((*FORMATTED, "b", "del", "strike", "em", "i"), 0)
    for end, tag in _TAG.findall(content):
        name = tag.lower()
        if name in depth:
            depth[name] = max(0, depth[name] - 1) if end else depth[name] + 1
        elif name not in TAGS:
            foreign += 1
        if foreign > MAX_FOREIGN_TAGS or depth.get(name, 0) > MAX_DEPTH:
            raise Unreadable


class _Reader(HTMLParser):
    """Collects the lines of cleaned HTML."""

    STRUCK = "\x00"  # stands where something was left out, until the line is tidied

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: str | None = None  # None between paragraphs
        self._struck = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._end_line()
            self._line = ""
        elif tag == "br" and not self._struck:
            self._break()
        elif tag == "s":
            self._struck += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._end_line()
        elif tag == "s":
            self._struck = max(0, self._struck - 1)

    def handle_data(self, data: str) -> None:
        if self._line is None and not data.strip():
            return  # white space between paragraphs
        if self._struck:
            self._line = (self._line or "") + self.STRUCK
            return
        first, *rest = data.split("\n")
        self._line = (self._line or "") + first
        for part in rest:
            self._break()
            self._line = part or None

    def close(self) -> None:
        super().close()
        self._end_line()

    def _break(self) -> None:
        # What ends a paragraph begins no line: `<p>a<br></p>` shows one, and so does `<p><br></p>`.
        self._line = self._line or ""
        self._end_line()

    def _end_line(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        tidy = _tidied(line)
        # A line that is struck out as a whole is gone; an empty one stays.
        if tidy or self.STRUCK not in line:
            self.lines.append(tidy)


def _tidied(line: str) -> str:
    """Close the gaps that were struck into `line`: no double space, none before a full stop."""
    first, *rest = line.replace("\xa0", " ").split(_Reader.STRUCK)
    pieces, gap = [first], False
    for part in rest:
        gap = gap or pieces[-1].endswith(" ") or part.startswith(" ")
        pieces[-1], part = pieces[-1].rstrip(" "), part.lstrip(" ")
        if part:
            pieces.append(f" {part}" if gap and part[0] not in ".,!?;:)" else part)
            gap = False
    return "".join(pieces).strip()
