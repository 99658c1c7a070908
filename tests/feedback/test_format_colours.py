"""The colours of formats.css: what an instructor paints stays readable (WCAG AA), by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

from consults.richtext import BACKGROUNDS, CLASSES, COLORS

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
AA = 4.5


def variables(sheet: str) -> dict[str, dict[str, str]]:
    """The sheet's colours for each scheme; night keeps those of the day that it does not change."""
    day, night = (CSS / sheet).read_text().split("@media (prefers-color-scheme: dark)", 1)
    found = [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", part)) for part in (day, night)]
    return {"day": found[0], "night": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["day", "night"])
def test_every_colour_is_readable_on_every_ground(scheme: str) -> None:
    ours, theme = variables("formats.css")[scheme], variables("theme.css")[scheme]
    inks = {name: ours[f"--ql-{name}"] for name in COLORS} | {"ink": theme["--ink"]}
    grounds = {name: ours[f"--ql-on-{name}"] for name in BACKGROUNDS} | {
        name: theme[f"--{name}"] for name in ("card", "paper")
    }
    faint = {
        f"{ink} on {ground}": round(contrast(inks[ink], grounds[ground]), 2)
        for ink, ground in product(inks, grounds)
        if contrast(inks[ink], grounds[ground]) < AA
    }
    assert faint == {}


def test_every_format_has_a_style() -> None:
    sheet = (CSS / "formats.css").read_text()
    assert [name for name in CLASSES if f".{name}" not in sheet] == []
