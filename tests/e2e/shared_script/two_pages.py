"""Two pages with the shared script and nothing else, joined by a real connection: no site, no server."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import BrowserContext, Locator, Page, Route

from tests.e2e.site import ROOT, wait_for

ORIGIN = "http://localhost:9"
STYLES = ("vendor/bootstrap.css", "css/theme.css", "css/formats.css", "css/editor.css")


def serve_files(context: BrowserContext) -> None:
    """Answer every request to ORIGIN with a file of the project, or with the page."""
    with override("en"):
        tools = render_to_string("consults/_toolbar.html")
    links = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in STYLES)
    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">{links}
        <script type="module" src="/tests/js/pages/script.js"></script></head><body>{tools}
        <div data-sheet class="sheet"><div data-editor></div></div>
        <input id="chat"><button id="key">Microphone</button></body></html>"""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path == "/":
            route.fulfill(body=page, content_type="text/html")
        elif (file := Path(f"{ROOT}{path}")).is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)  # icons, whose names carry hashes in a served site

    context.route(f"{ORIGIN}/**", answer)


class Two:
    """The instructor's page and the learner's."""

    def __init__(self, context: BrowserContext) -> None:
        serve_files(context)
        context.set_default_timeout(10_000)
        self.learner, self.instructor = context.new_page(), context.new_page()
        self.errors: list[str] = []
        for page in self.both:
            page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def both(self) -> tuple[Page, Page]:
        return self.learner, self.instructor

    def open(self, original: str, *, states: list[str] | None = None, carets: bool = True) -> None:
        """Load both pages anew and join them."""
        for role, page in (("instructor", self.instructor), ("learner", self.learner)):
            page.goto(f"{ORIGIN}/")
            page.add_style_tag(content=".sheet { position: relative; height: 400px; overflow-y: auto; }")
            start(page, {"role": role, "original": original, "states": states or [], "carets": carets})
        for page in self.both:
            page.evaluate("script.joined")
        self.settle()

    def renew(self, original: str) -> None:
        """Begin anew with `original`, on the same pages where they are still fit for it."""
        is_fit = "globalThis.script?.editor.quill.isEnabled() ?? false"
        if not self.instructor.evaluate(is_fit):
            self.open(original)
            return
        self.instructor.evaluate("original => script.goOn(original, [])", original)
        self.learner.evaluate("script.links.script.dispatchEvent(new Event('open'))")
        self.settle()
        for page in self.both:
            page.evaluate("script.rest()")

    def settle(self) -> str:
        """Wait until both show the same, and return it."""
        wait_for(
            lambda: shown(self.learner) == shown(self.instructor) and self._is_told(),
            seconds=20,
            what=lambda: f"{shown(self.learner)[:500]}\n≠\n{shown(self.instructor)[:500]}",
        )
        return shown(self.learner)

    def _is_told(self) -> bool:
        """Whether the learner's page has heard all that the instructor's has sent."""
        sent = self.instructor.evaluate("[script.links.script.sent, script.links.control.sent]")
        return sent == self.learner.evaluate("[script.links.script.received, script.links.control.received]")

    def write(self, index: int, text: str, formats: dict[str, Any] | None = None) -> None:
        """Write at a place of the text, as the instructor, without the caret."""
        self.instructor.evaluate(
            "([index, text, formats]) => script.editor.quill.insertText(index, text, formats, 'user')",
            [index, text, formats or {}],
        )


def start(page: Page, facts: dict[str, Any]) -> None:
    page.wait_for_function("Boolean(globalThis.ScriptPage)")
    page.evaluate("facts => { globalThis.script = new ScriptPage(facts); }", facts)


def editor(page: Page) -> Locator:
    return page.get_by_test_id("editor")


def shown(page: Page) -> str:
    return str(page.evaluate("script.editor.html()"))


def text(page: Page) -> str:
    return str(page.evaluate("script.editor.quill.getText()"))


def select(page: Page, words: str, *, backwards: bool = False) -> None:
    page.evaluate("([words, backwards]) => script.select(words, backwards)", [words, backwards])


def compose(page: Page, steps: list[str], done: str) -> None:
    """Type `done` as an input method does, by way of `steps`."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
    session.send("Input.insertText", {"text": done})
    session.detach()
