"""The catalogues: complete, well formed, compiled; `make messages` keeps them so."""

import ast
import importlib
import re
from pathlib import Path

import polib
import pytest

from tests.translations import (
    LIBRARIES,
    OURS,
    ROOT,
    korean_of,
    placeholders,
    texts_of_catalogue,
    texts_of_python,
    texts_of_sources,
    texts_of_template,
)

CATALOGUES = {"ours": polib.pofile(str(OURS)), "libraries": polib.pofile(str(LIBRARIES))}
ENTRIES = [entry for catalogue in CATALOGUES.values() for entry in catalogue]
SAME_IN_BOTH = {"{topic} · {level} · {length} · {date}"}
PARTICLES = "은|는|이|가|을|를|과|와|로|으로|이에요|예요|이라|라"
SPEAKING = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.core.validators",
    "django.db.models",
    "django.forms",
    "rest_framework",
    "rest_framework_simplejwt",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]
SHOWN_LITERALS = [
    r"[가-힣]",
    r"""["'`][A-Z][a-z']+ [a-z]""",
    r"""\.(?:textContent|innerText|ariaLabel|title|placeholder|alt)\s*=\s*["'`][^"'`$]*[A-Za-z]{2}""",
    r"""\btoast\(\s*["'`]""",
    r"""\btext\(.*,\s*["'`][^"'`$]*[A-Za-z]{2}[^"'`]*["'`]\);?$""",
    r"""["'](?:aria-label|aria-valuetext|title|placeholder|alt)["'],\s*["'`]""",
]


def test_texts_are_found_wherever_they_are_said() -> None:
    template = """{% load i18n %}{% translate "One's own" as x %}{{ y|default:_("Two") }}
    {% blocktranslate count n=z %}{{ n }} "day"{% plural %}{{ n }} days{% endblocktranslate %}
    {% translate "May" context "month" %}{% comment %}{% translate "Not this" %}{% endcomment %}"""
    module = 'gettext_lazy("One" " two"); t.ngettext("a", "b", n); pgettext("c", "d"); other("e"); _(f())'
    assert set(texts_of_template(template)) == {
        (None, "One's own", None),
        (None, "Two", None),
        (None, '%(n)s "day"', "%(n)s days"),
        ("month", "May", None),
    }
    with pytest.raises(ValueError, match=re.escape("line 1: _(f())")):
        list(texts_of_python(module))
    assert list(texts_of_python(module.rpartition(";")[0])) == [
        (None, "One two", None),
        (None, "a", "b"),
        ("c", "d", None),
    ]


def test_every_text_of_the_sources_is_in_the_catalogue() -> None:
    known = texts_of_catalogue(CATALOGUES["ours"])
    assert {text: path for text, path in texts_of_sources().items() if text not in known} == {}


def test_the_catalogue_has_no_text_that_nobody_says() -> None:
    assert texts_of_catalogue(CATALOGUES["ours"]) - set(texts_of_sources()) == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_text_is_translated(name: str) -> None:
    catalogue = CATALOGUES[name]
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete or not all(korean_of(entry))] == []
    assert {len(korean_of(entry)) for entry in catalogue} == {1}, "Korean has one form for every number"
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_no_english_stands_for_korean() -> None:
    foreign = [entry.msgid for entry in ENTRIES if not re.search("[가-힣]", korean_of(entry)[0])]
    assert set(foreign) == SAME_IN_BOTH


def test_placeholders_are_kept() -> None:
    wrong = [
        (entry.msgid, korean)
        for entry in ENTRIES
        for korean in korean_of(entry)
        if placeholders(korean) != placeholders(entry.msgid_plural or entry.msgid)
    ]
    assert wrong == []


def test_no_particle_follows_a_placeholder() -> None:
    """은 or 는, 을 or 를 depend on the last sound of what will stand there."""
    hanging = re.compile(rf"(?:%\(\w+\)[sd]|%[sd]|\{{\w*\}})(?:{PARTICLES})(?![가-힣])")
    assert [korean for entry in ENTRIES for korean in korean_of(entry) if hanging.search(korean)] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_what_is_compiled_is_what_is_written(name: str) -> None:
    path = {"ours": OURS, "libraries": LIBRARIES}[name]
    assert path.with_suffix(".mo").read_bytes() == CATALOGUES[name].to_binary(), "run `make messages`"


def test_the_libraries_still_say_what_is_translated_for_them() -> None:
    said = {
        literal.value
        for name in SPEAKING
        for path in modules(name)
        for literal in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(literal, ast.Constant)
    }
    assert [entry.msgid for entry in CATALOGUES["libraries"] if entry.msgid not in said] == []


def modules(name: str) -> list[Path]:
    path = Path(importlib.import_module(name).__file__ or "")
    if path.name != "__init__.py":
        return [path]
    return [path for path in path.parent.rglob("*.py") if not {"migrations", "locale"} & set(path.parts)]


@pytest.mark.parametrize("sentence", ['toast("ok")', 'text(node, "Try")', 'say("Try again")', 'x.title = "Play"'])
def test_a_literal_that_is_shown_would_be_seen(sentence: str) -> None:
    assert any(re.search(pattern, sentence) for pattern in SHOWN_LITERALS)


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "js").rglob("*.js")), ids=lambda path: path.name)
def test_javascript_gets_its_words_from_the_page(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert [line for line in code.splitlines() if any(re.search(pattern, line) for pattern in SHOWN_LITERALS)] == []
