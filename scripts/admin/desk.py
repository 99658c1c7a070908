"""What the front page says of answers and of the question bank."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from opickme.staff import panels
from opickme.staff.charts import Chart, Series
from opickme.staff.days import last_days, today
from opickme.staff.figures import Figure, kept, list_of, span
from scripts.models import Script, State
from scripts.services import figures

LONG_WAIT_SECONDS = 600
GAPS_SHOWN = 12
DONE, FAILED, PENDING = Script.State.DONE, Script.State.FAILED, Script.State.PENDING


def answers(request: HttpRequest) -> dict[str, Any]:
    """The panel of what learners said, and how its recognition went."""
    now = kept("recognition", figures.recognition)
    day = today().date
    waited = (timezone.now() - now.waiting_since).total_seconds() if now.waiting_since else 0
    failed = now.days[-1].get(FAILED, 0)
    shown = [
        Figure(_("Answers today"), sum(now.days[-1].values()), scripts_of(created_at__day=day)),
        Figure(
            _("Recognitions failed today"),
            failed,
            scripts_of(created_at__day=day, state__exact=FAILED),
            alarm=failed > 0,
        ),
        Figure(
            _("Waiting to be recognised"),
            now.waiting,
            scripts_of(state__exact=PENDING),
            note=_("the oldest for %(time)s") % {"time": span(waited)} if now.waiting else "",
            alarm=waited > LONG_WAIT_SECONDS,
        ),
    ]
    return {"name": "answers", "heading": _("Answers"), "figures": shown, "charts": [chart_of(now.days)]}


def chart_of(days: list[dict[str, int]]) -> Chart:
    """Answers of each day: those that went well, those that failed, those still under way."""
    failed = [counts.get(FAILED, 0) for counts in days]
    done = [counts.get(DONE, 0) for counts in days]
    open_ = [sum(counts.values()) - bad - good for counts, bad, good in zip(days, failed, done, strict=True)]
    return Chart(
        title=_("Answers of the last fourteen days"),
        days=last_days(),
        series=[
            Series(_("written down"), "good", done),
            Series(_("under way"), "open", open_),
            Series(_("failed"), "bad", failed),
        ],
        url_of=lambda day: scripts_of(created_at__day=day.date),
    )


def questions(request: HttpRequest) -> dict[str, Any]:
    """The panel of the question bank."""
    now = kept("bank", figures.bank)
    shown = [
        Figure(_("Questions published"), now.states.get(State.PUBLISHED, 0), questions_of(state__exact="published")),
        Figure(_("Drafts"), now.states.get(State.DRAFT, 0), questions_of(state__exact="draft")),
        Figure(
            _("Published, not spoken yet"),
            now.unspoken,
            questions_of(state__exact="published", spoken="no"),
            alarm=now.unspoken > 0 and settings.TTS_ENGINE != "none",
        ),
        Figure(
            _("Topics and levels without a question"), len(now.gaps), list_of("scripts_topic"), alarm=bool(now.gaps)
        ),
    ]
    gaps = [
        {"topic": topic, "level": level, "url": questions_of(topic__named=topic, level__exact=level)}
        for topic, level in now.gaps[:GAPS_SHOWN]
    ]
    more = {"more": "admin/panels/_gaps.html", "gaps": gaps, "gaps_left": len(now.gaps) - len(gaps)} if gaps else {}
    return {"name": "questions", "heading": _("Question bank"), "figures": shown, **more}


def scripts_of(**chosen: object) -> str:
    return list_of("scripts_script", **chosen)


def questions_of(**chosen: object) -> str:
    return list_of("scripts_question", **chosen)


def register() -> None:
    panels.register(panels.Panel(panels.FIGURES, "scripts.view_script", answers, place=20))
    panels.register(panels.Panel(panels.FIGURES, "scripts.view_question", questions, place=40))
