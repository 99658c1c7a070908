"""What the front page says of feedback."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from feedback.models import Feedback
from opickme.staff import panels
from opickme.staff.charts import Chart, Series
from opickme.staff.days import last_days, per_day, today
from opickme.staff.figures import Figure, kept, list_of


def feedback(request: HttpRequest) -> dict[str, Any]:
    """The panel of what instructors wrote."""
    days = kept("feedback", count)
    figure = Figure(_("Written today"), days[-1], feedback_of(created_at__day=today().date))
    chart = Chart(
        title=_("Feedback of the last fourteen days"),
        days=last_days(),
        series=[Series(_("written"), "good", days)],
        url_of=lambda day: feedback_of(created_at__day=day.date),
    )
    return {"name": "feedback", "heading": _("Feedback"), "figures": [figure], "charts": [chart]}


def count() -> list[int]:
    """How many were written on each of the last fourteen days."""
    return [sum(counts.values()) for counts in per_day(Feedback.objects.all(), "created_at", last_days())]


def feedback_of(**chosen: object) -> str:
    return list_of("feedback_feedback", **chosen)


def register() -> None:
    panels.register(panels.Panel(panels.FIGURES, "feedback.view_feedback", feedback, place=30))
