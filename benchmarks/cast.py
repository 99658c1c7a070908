"""Crowds for the benchmarks of sockets, made in the database of a machine: `manage.py shell -c` runs these."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from consults.models import Consult
from scripts.models import Script
from tests.people import PASSWORD, person
from tests.scripts import making

TEXT = " ".join(["I usually run along the river with my friend"] * 17)


@transaction.atomic
def gather(size: int) -> dict[str, Any]:
    """So many instructors and learners with a session each, and one learner more with a password and a script."""
    question = making.question()
    asker = person("asker")
    learners = [User.objects.create_user(f"learner{n}", f"l{n}@example.com", nickname=f"L{n}") for n in range(size)]
    teachers = [User.objects.create_user(f"teacher{n}", f"t{n}@example.com", nickname=f"T{n}") for n in range(size)]
    User.objects.filter(username__startswith="teacher").update(role=User.Role.INSTRUCTOR)
    scripts = [making.script(learner, question, text=TEXT).pk for learner in [*learners, asker]]
    return {
        "learners": [_session(user) for user in learners],
        "instructors": [_session(user) for user in teachers],
        "asker": {"username": asker.username, "password": PASSWORD, "script": scripts[-1]},
    }


@transaction.atomic
def match() -> list[str]:
    """A consult of each learner, taken a moment ago; everybody has ten minutes to come in."""
    here = timezone.now() + timedelta(minutes=10)
    pairs = zip(_crowd("learner"), _crowd("teacher"), strict=True)
    scripts = dict(Script.objects.values_list("learner_id", "pk"))
    made = Consult.objects.bulk_create(
        Consult(
            script_id=scripts[learner.pk],
            learner=learner,
            open_learner=learner,
            instructor=teacher,
            open_instructor=teacher,
            state=Consult.State.MATCHED,
            original=TEXT,
            claimed_at=timezone.now(),
            learner_seen_at=here,
            instructor_seen_at=here,
        )
        for learner, teacher in pairs
    )
    return [str(consult.pk) for consult in made]


def _crowd(name: str) -> list[User]:
    return list(User.objects.filter(username__startswith=name).order_by("pk"))


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
