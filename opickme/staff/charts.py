"""Plots of the front page: stacked bars, one for each day, as SVG that a template draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise

from opickme.staff.days import Day

WIDTH, HEIGHT = 420, 150
LEFT, TOP, BOTTOM = 34, 8, 20
STEPS = (1, 2, 3, 4, 5, 6, 8)
"""Of a scale: times a power of ten."""


@dataclass(frozen=True, slots=True)
class Series:
    """One number for each day; `tone` names its colour in the style sheet."""

    label: str | Promise
    tone: str
    values: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class Chart:
    """Bars of several series on top of one another, with the same numbers as a table."""

    title: str | Promise
    days: Sequence[Day]
    series: Sequence[Series]
    url_of: Callable[[Day], str] | None = None
    """The list behind a day."""
    size: tuple[int, int] = field(default=(WIDTH, HEIGHT), init=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The days as rows of a table, the newest first."""
        return [
            {
                "name": date_format(day.date, "MONTH_DAY_FORMAT"),
                "values": [series.values[place] for series in self.series],
                "url": self.url_of(day) if self.url_of else "",
            }
            for place, day in reversed(list(enumerate(self.days)))
        ]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The bars: a strip for each day with what stands in it."""
        wide = (WIDTH - LEFT) / len(self.days)
        return [self._column(place, LEFT + place * wide, wide) for place in range(len(self.days))]

    @property
    def ticks(self) -> list[dict[str, Any]]:
        """Lines of the scale, the lowest first."""
        top = self._top
        return [{"value": value, "y": self._y(value), "text_y": self._y(value, 3.5)} for value in (0, top // 2, top)]

    @property
    def _top(self) -> int:
        return scale_top(max((sum(values) for values in zip(*(s.values for s in self.series), strict=True)), default=0))

    def _y(self, value: float, shift: float = 0) -> str:
        # As text: a reader's language may write a decimal comma.
        return f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self._top + shift:.1f}"

    def _column(self, place: int, x: float, wide: float) -> dict[str, Any]:
        values = [series.values[place] for series in self.series]
        day, back = self.days[place].date, len(self.days) - 1 - place
        return {
            "name": date_format(day, "MONTH_DAY_FORMAT"),
            "said": ", ".join(f"{series.label} {value}" for series, value in zip(self.series, values, strict=True)),
            "label": f"{day.month}/{day.day}" if back % 3 == 0 else "",
            "x": f"{x:.1f}",
            "wide": f"{wide:.1f}",
            "middle": f"{x + wide / 2:.1f}",
            "bars": [
                {
                    "tone": series.tone,
                    "x": f"{x + wide * 0.15:.1f}",
                    "y": self._y(until),
                    "wide": f"{wide * 0.7:.1f}",
                    "high": f"{(HEIGHT - TOP - BOTTOM) * value / self._top:.1f}",
                }
                for series, value, until in zip(self.series, values, accumulate(values), strict=True)
                if value
            ],
        }


def scale_top(most: int) -> int:
    """The end of a scale that holds `most`: an even, round number, so that its half is a whole one."""
    power = 1
    while True:
        for step in STEPS:
            if (top := step * power) >= max(most, 2) and top % 2 == 0:
                return top
        power *= 10
