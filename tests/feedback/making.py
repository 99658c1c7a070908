"""Feedback for tests, made through the services."""

from typing import Any

from accounts.models import User
from feedback.models import Feedback
from feedback.services import finish_consult
from scripts.models import Script
from tests.consults import making as consults
from tests.scripts import making as scripts

CONTENT = '<p>I usually <s>go</s> <strong class="ql-color-red">walk</strong> to the park near my house.</p>'
PLAIN = "I usually walk to the park near my house."


def feedback(learner: User, instructor: User, *, content: str = CONTENT, **fields: Any) -> Feedback:
    """What `instructor` corrected for `learner`; `fields` are written over it."""
    given, _ = finish_consult(consult=consults.called(learner, instructor), instructor=instructor, content=content)
    if fields:
        Feedback.objects.filter(pk=given.pk).update(**fields)
    return Feedback.objects.with_all().get(pk=given.pk)


def on_topic(learner: User, instructor: User, slug: str, **topic: Any) -> Feedback:
    """The same on a question of another topic."""
    given = feedback(learner, instructor)
    asked = scripts.question(topic=scripts.topic(slug, **topic))
    Script.objects.filter(pk=given.script_id).update(question=asked, category=asked.topic.category)
    Feedback.objects.filter(pk=given.pk).update(category=asked.topic.category)
    return Feedback.objects.with_all().get(pk=given.pk)
