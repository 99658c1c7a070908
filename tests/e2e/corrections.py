"""What an instructor does with the tools of the room, in the words of the person."""

from playwright.sync_api import Page

from tests.e2e.pages import by

SELECT = """(editor, words) => {
  const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    document.getSelection().setBaseAndExtent(text, at, text, at + words.length);
    return;
  }
  throw new Error(`"${words}" is not there`);
}"""


def mark(page: Page, words: str, *formats: str) -> None:
    """Select words of the script and press the tools for `formats`: `strike`, `color=red` …"""
    by(page, "editor").evaluate("editor => editor.focus()")
    by(page, "editor").evaluate(SELECT, words)
    for each in formats:
        name, _, value = each.partition("=")
        wanted = f'[data-format="{name}"]' + (f'[data-value="{value}"]' if value else "")
        page.locator(f"[data-toolbar] {wanted}").click()


def replace(page: Page, words: str, better: str) -> None:
    """Strike words out and write better ones beside them, bold and red."""
    mark(page, words, "strike")
    page.keyboard.press("ArrowRight")
    page.keyboard.type(f" {better}")
    mark(page, f" {better}", "strike", "bold", "color=red")
