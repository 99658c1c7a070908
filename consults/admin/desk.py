"""What the front page says of consults, and who waits now."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from consults.models import Consult
from consults.services import figures, line
from opickme.staff import panels
from opickme.staff.charts import Chart, Series
from opickme.staff.days import last_days, today
from opickme.staff.figures import Figure, kept, list_of, span

SHOWN = 20
LONG_WAIT_SECONDS = 300
State = Consult.State


def waiting(request: HttpRequest) -> dict[str, Any]:
    """The panel of those who wait now; a module of the page keeps it true."""
    return {"address": reverse("admin:consults_consult_waiting"), "all": waiting_url(), **present()}


def present() -> dict[str, Any]:
    """Who waits this moment, as plain values: the page and its module show the same."""
    rows = [
        {
            "url": reverse("admin:consults_consult_change", args=[each.consult.pk]),
            "position": each.position,
            "learner": each.consult.learner.nickname,
            "topic": each.consult.script.question.topic.name,
            "level": each.consult.script.question.level,
            "waited": span(each.seconds),
            "long": each.seconds > LONG_WAIT_SECONDS,
        }
        for each in figures.waiting_now(SHOWN)
    ]
    return {"rows": rows, "total": Consult.objects.waiting().count(), "online": line.instructors_online()}


def consults(request: HttpRequest) -> dict[str, Any]:
    """The panel of what was asked for, and what came of it."""
    now = kept("consults", figures.consults)
    day = today().date
    states = now.days[-1]
    waiting_count, online = Consult.objects.waiting().count(), line.instructors_online()
    people = list_of("accounts_user", role__exact=User.Role.INSTRUCTOR)
    shown = [
        Figure(_("Learners waiting now"), waiting_count, waiting_url(), alarm=waiting_count > 0 and not online),
        Figure(_("Instructors free now"), online, people if request.user.has_perm("accounts.view_user") else ""),
        Figure(_("Asked for today"), sum(states.values()), consults_of(requested_at__day=day)),
        Figure(_("of these taken"), now.taken, consults_of(requested_at__day=day, taken="yes")),
        Figure(_("of these over"), states.get(State.COMPLETED, 0), _today(State.COMPLETED)),
        Figure(_("of these expired"), states.get(State.EXPIRED, 0), _today(State.EXPIRED)),
        Figure(
            _("Median wait until taken"),
            "–" if now.wait_seconds is None else span(now.wait_seconds),
            consults_of(claimed_at__day=day),
        ),
    ]
    return {"name": "consults", "heading": _("Consults"), "figures": shown, "charts": [chart_of(now.days)]}


def chart_of(days: list[dict[str, int]]) -> Chart:
    """Consults of the day on which they were asked for, by what came of them."""
    kinds = [
        (_("over"), "good", [State.COMPLETED]),
        (_("open"), "open", list(Consult.OPEN)),
        (_("cancelled"), "quiet", [State.CANCELLED]),
        (_("expired"), "bad", [State.EXPIRED]),
    ]
    return Chart(
        title=_("Consults of the last fourteen days, by outcome"),
        days=last_days(),
        series=[
            Series(label, tone, [sum(counts.get(state, 0) for state in states) for counts in days])
            for label, tone, states in kinds
        ],
        url_of=lambda day: consults_of(requested_at__day=day.date),
    )


def consults_of(**chosen: object) -> str:
    return list_of("consults_consult", **chosen)


def waiting_url() -> str:
    return consults_of(state__exact=State.WAITING)


def _today(state: str) -> str:
    return consults_of(requested_at__day=today().date, state__exact=state)


def register() -> None:
    panels.register(panels.Panel("admin/panels/waiting.html", "consults.view_consult", waiting, place=0))
    panels.register(panels.Panel(panels.FIGURES, "consults.view_consult", consults, place=10))
