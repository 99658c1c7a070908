"""What the front page says of people."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from opickme.staff import panels
from opickme.staff.charts import Chart, Series
from opickme.staff.days import last_days, per_day, today
from opickme.staff.figures import Figure, kept, list_of


def people(request: HttpRequest) -> dict[str, Any]:
    """The panel of who signed up."""
    days = kept("people", count)
    figure = Figure(_("Sign-ups today"), days[-1], people_of(date_joined__day=today().date))
    chart = Chart(
        title=_("Sign-ups of the last fourteen days"),
        days=last_days(),
        series=[Series(_("sign-ups"), "good", days)],
        url_of=lambda day: people_of(date_joined__day=day.date),
    )
    return {"name": "people", "heading": _("People"), "figures": [figure], "charts": [chart]}


def count() -> list[int]:
    """How many signed up on each of the last fourteen days."""
    return [sum(counts.values()) for counts in per_day(User.objects.all(), "date_joined", last_days())]


def people_of(**chosen: object) -> str:
    return list_of("accounts_user", **chosen)


def register() -> None:
    panels.register(panels.Panel(panels.FIGURES, "accounts.view_user", people, place=25))
