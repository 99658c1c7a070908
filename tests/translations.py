"""What the sources say to people, and what the catalogues in locale/ have for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.BASE_DIR)
APPS = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
OURS = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
LIBRARIES = ROOT / "locale" / "libraries" / "ko" / "LC_MESSAGES" / "django.po"

# Name of a function of gettext, without `_lazy` and `_noop`: how many texts it takes, and whether a context first.
FUNCTIONS = {
    "_": (1, False),
    "gettext": (1, False),
    "ngettext": (2, False),
    "pgettext": (1, True),
    "npgettext": (2, True),
}
Text = tuple[str | None, str, str | None]
"""Context, singular, plural."""


def texts_of_python(source: str) -> Iterator[Text]:
    """Find what a module hands to gettext. Raises ValueError where that is not a literal: it cannot be collected."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        count, has_context = FUNCTIONS.get(re.sub("_(lazy|noop)$", "", name), (0, False))
        if not count:
            continue
        words = [word.value if isinstance(word, ast.Constant) else None for word in call.args[: count + has_context]]
        if None in words:
            raise ValueError(f"line {call.lineno}: {ast.unparse(call)}")
        context = words.pop(0) if has_context else None
        yield context, words[0], words[1] if count == 2 else None


def texts_of_template(source: str) -> Iterator[Text]:
    """Find what a template translates, the way Django collects it."""
    literal = r"""u?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    for call in re.finditer(
        rf"\b(_|n?p?gettext)\(\s*{literal}(?:,\s*{literal})?(?:,\s*{literal})?", templatize(source)
    ):
        count, has_context = FUNCTIONS[call[1]]
        words = [ast.literal_eval(word) for word in call.groups()[1 : 1 + count + has_context]]
        context = words.pop(0) if has_context else None
        yield context, words[0], words[1] if count == 2 else None


def python_sources() -> list[Path]:
    return sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def template_sources() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def texts_of_sources() -> dict[Text, str]:
    """Every text that the project's sources say, with a file that says it."""
    readers = [(texts_of_python, python_sources()), (texts_of_template, template_sources())]
    return {
        text: str(path.relative_to(ROOT))
        for read, paths in readers
        for path in paths
        for text in read(path.read_text(encoding="utf-8"))
    }


def texts_of_catalogue(catalogue: polib.POFile) -> set[Text]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural or None) for entry in catalogue}


def korean_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    """`%(name)s`, `%d`, `{name}`, sorted."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))
