"""Consults for tests, made through the services."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import presence
from accounts.models import User
from consults.models import Consult
from consults.services.requests import claim_consult, request_consult
from tests import signs
from tests.people import person
from tests.scripts import making

HTML = "<p>I usually <strong>go</strong> to the park.</p>"


def consult(learner: User, **fields: Any) -> Consult:
    """A request of `learner` for a finished script; `fields` are written over it."""
    asked = request_consult(learner=learner, script=making.script(learner, making.question()))
    return change(asked, **fields)


def claims(asked: Consult, instructor: User) -> Consult:
    """What `asked` is once `instructor` has taken it."""
    return claim_consult(instructor=instructor, consult=asked)


def claimed(learner: User, instructor: User, **fields: Any) -> Consult:
    """A consult that `instructor` has taken."""
    return change(claims(consult(learner), instructor), **fields)


def called(learner: User, instructor: User, **fields: Any) -> Consult:
    """A consult whose call has begun."""
    fields = {"state": Consult.State.IN_PROGRESS, "started_at": timezone.now(), **fields}
    return claimed(learner, instructor, **fields)


def change(asked: Consult, **fields: Any) -> Consult:
    if fields:
        Consult.objects.filter(pk=asked.pk).update(**fields)
    return Consult.objects.with_all().get(pk=asked.pk)


def waiting(count: int) -> list[Consult]:
    """Requests of `count` learners, one second apart, oldest first."""
    start = timezone.now() - timedelta(seconds=count)
    return [
        consult(person(f"waiting{n}"), requested_at=(at := start + timedelta(seconds=n)), queued_at=at)
        for n in range(count)
    ]


def ago(seconds: float) -> Any:
    return timezone.now() - timedelta(seconds=seconds)


def here(user: User, place: str, *, seconds_ago: float = 0) -> None:
    """Let a socket of this person be open at `place`, with its last sign of life so long ago."""
    presence.arrive(user_id=user.pk, place=place, holder="test")
    if seconds_ago:
        signs.age(seconds_ago, user, place)
