"""What a page says that is not Korean."""

import re
from html.parser import HTMLParser

NAMES = "OPIck me|OPIc|ACTFL|IL|IM|IH|AL|JavaScript|https|Chrome|Edge|Safari|Firefox|English"
WITHOUT_END = {"img", "input", "link", "meta", "br", "hr", "source", "path", "use", "rect"}
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-unsaved", "data-open"}


class Words(HTMLParser):
    """Collects what a page says, without what it marks as English or as a name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.marks: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        is_marked = facts.get("lang") == "en" or facts.get("translate") == "no" or tag in {"script", "style", "svg"}
        if not is_marked and not any(self.marks):
            self.found += [value for name, value in attrs if name in SPOKEN and value]
            if facts.get("name") == "description":
                self.found.append(facts["content"] or "")
        if tag not in WITHOUT_END:
            self.marks.append(is_marked)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END:
            self.marks.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.marks):
            self.found.append(data.strip())


def english_in(page: str) -> list[str]:
    words = Words()
    words.feed(page)
    words.close()
    assert words.marks == []
    assert words.found
    names = re.compile(rf"\b(?:{NAMES})\b|\{{\w+\}}", re.ASCII)  # or no word would end before a Korean particle
    return [text for text in words.found if re.search("[A-Za-z]{2,}", names.sub("", text))]
