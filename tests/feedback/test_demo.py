"""`make demo`: what it adds can be looked at, and adds up to nothing twice."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from consults import richtext
from consults.models import Consult
from feedback.demo import corrected, give_feedback
from feedback.models import Feedback
from scripts.models import Script
from scripts.services.bank import load_bank
from scripts.services.demo import ANSWERS
from tests.consults import making as consults
from tests.scripts import making

ANSWER = ANSWERS["movies-il-1"]


@pytest.fixture
def script(learner: User) -> Script:
    return making.script(learner, making.question(), text=ANSWER)


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_demo_can_be_looked_at_at_once_and_gives_nothing_twice() -> None:
    load_bank()
    said = demo()
    (given,) = Feedback.objects.all()
    assert f"/feedback/{given.pk}/" in said
    assert (given.learner.username, given.instructor.username) == ("demo.learner", "demo.instructor")
    assert given.original == given.script.text != given.plain
    assert "ql-color-red" in given.content
    again = demo()
    assert list(Feedback.objects.values_list("pk", flat=True)) == [given.pk]
    assert (User.objects.count(), Script.objects.count(), Consult.objects.count()) == (3, 3, 1)
    for person in ("demo.learner", "demo.instructor", "demo.staff"):
        (old,), (new,) = (re.findall(rf"^ .*{person} +(\S+)$", text, re.MULTILINE) for text in (said, again))
        user = User.objects.get(username=person)
        assert (user.check_password(old), user.check_password(new)) == (False, True)


def test_the_corrections_are_such_as_the_editor_makes() -> None:
    html = corrected(ANSWER)
    assert richtext.clean(html) == html
    assert richtext.plain(html) == (
        "I really enjoy action movies. I usually watch them at a theater near my home with my best friend. They are "
        "exciting and easy to follow, so I never get tired of them. I don't like horror movies, because I cannot "
        "sleep after watching one. My favorite movie is Mission Impossible. I have watched it three times."
    )
    assert corrected("I <really> like\nit & you") == "<p>I &lt;really&gt; like</p><p>it &amp; you</p>"


def test_the_feedback_stands_on_its_script_and_the_line_is_empty(script: Script, instructor: User) -> None:
    given = give_feedback(script=script, instructor=instructor)
    assert given is not None
    assert (given.consult.state, given.consult.ended_reason) == ("completed", "finished")
    script.refresh_from_db()
    assert script.feedback_count == 1
    assert not Consult.objects.open().exists()
    assert give_feedback(script=script, instructor=instructor) == given


def test_who_is_in_a_consult_is_not_disturbed(
    script: Script, learner: User, other_learner: User, instructor: User, rival: User
) -> None:
    busy = consults.claimed(other_learner, instructor)
    assert give_feedback(script=script, instructor=instructor) is None
    assert list(Consult.objects.values_list("pk", "state")) == [(busy.pk, "matched")]
    asked = consults.consult(learner)
    assert give_feedback(script=script, instructor=rival) is None
    assert set(Consult.objects.values_list("pk", "state")) == {(busy.pk, "matched"), (asked.pk, "waiting")}
    assert not Feedback.objects.exists()
