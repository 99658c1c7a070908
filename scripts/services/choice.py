"""Which question a learner is asked."""

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce, PercentRank, Random
from django.utils import timezone

from accounts.models import User
from opickme.deadlocks import made_again
from scripts.exceptions import NoQuestion, UnknownChoice
from scripts.models import Encounter, Question, State, Topic
from scripts.opic import Level

LATELY = 2 / 3
"""Of the questions that the learner has met in the cell, the last third counts as met lately."""


def choose_question(*, learner: User, topic: str, level: str) -> Question:
    """Return a published question of the cell and note that the learner has met it.

    One that was never met comes first, then those not met lately; among these the types and then the questions met
    least, so that over time every one is met equally often; among equals chance decides.
    Raises UnknownChoice or NoQuestion.
    """
    if level not in Level.values:
        raise UnknownChoice
    chosen = candidates(learner=learner, topic=topic, level=level).first()
    # Compared here as well: to MariaDB's collation "Parks" is "parks".
    if chosen is not None and chosen.topic.slug == topic:
        note_encounter(learner=learner, question=chosen)
        return chosen
    if chosen is None and topic in Topic.objects.published().filter(slug=topic).values_list("slug", flat=True):
        raise NoQuestion
    raise UnknownChoice


def candidates(*, learner: User, topic: str, level: str) -> QuerySet[Question]:
    """The published questions of the cell, the one to be asked first: one query over one cell of the index."""
    met = Encounter.objects.filter(learner=learner, question=OuterRef("pk"))
    cell = Question.objects.published().filter(topic__slug=topic, topic__state=State.PUBLISHED, level=level)
    return (
        cell.select_related("topic")
        .annotate(
            times=Coalesce(Subquery(met.values("times")[:1]), 0),
            met_at=Subquery(met.values("met_at")[:1]),
        )
        .annotate(
            type_times=Window(Sum("times"), partition_by=F("type")),
            age=Window(PercentRank(), order_by=F("met_at").asc()),
        )
        .annotate(
            wait=Case(
                When(met_at=None, then=Value(0)),
                When(age__lte=LATELY, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .order_by("wait", "type_times", "times", Random())
    )


@made_again
def note_encounter(*, learner: User, question: Question) -> None:
    """Remember that the learner was asked this question now."""
    now = timezone.now()
    seen, first = Encounter.objects.get_or_create(learner=learner, question=question, defaults={"met_at": now})
    if not first:
        Encounter.objects.filter(pk=seen.pk).update(times=F("times") + 1, met_at=now)


def gaps() -> list[tuple[str, str]]:
    """The published topics and levels that have no published question, as (slug, level)."""
    filled = Count("questions", filter=Q(questions__state=State.PUBLISHED))
    rows = Topic.objects.published().values_list("slug", "questions__level").annotate(n=filled)
    found = {(slug, level) for slug, level, n in rows if n}
    slugs = Topic.objects.published().values_list("slug", flat=True)
    return [(slug, level) for slug in slugs for level in Level.values if (slug, level) not in found]
