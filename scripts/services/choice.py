"""Which question a learner is asked."""

import random
from collections import Counter

from accounts.models import User
from scripts.exceptions import NoQuestion, UnknownChoice
from scripts.models import Question, Script, Topic
from scripts.opic import Level


def choose_question(*, learner: User, topic: str, level: str) -> Question:
    """Return a published question of the cell, at random among those that the learner has answered least.

    Raises UnknownChoice or NoQuestion.
    """
    # Compared here as well: to MariaDB's collation "Parks" is "parks".
    chosen = Topic.objects.filter(slug=topic).first()
    if chosen is None or chosen.slug != topic or level not in Level.values:
        raise UnknownChoice
    cell = list(Question.objects.published().filter(topic=chosen, level=level).select_related("topic"))
    if not cell:
        raise NoQuestion
    answered = Counter(Script.objects.owned_by(learner).filter(question__in=cell).values_list("question", flat=True))
    least = min(answered[question.pk] for question in cell)
    return random.choice([question for question in cell if answered[question.pk] == least])  # noqa: S311 (no secret)
