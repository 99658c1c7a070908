"""Every address of the admin for every kind of person, compared with a table that a reader can check: `matrix.txt`.

A new address needs its lines there; the failure names them. `door` means: led to the log-in.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

import opickme.urls  # noqa: F401 (registers the lists)
from accounts.models import User
from opickme.staff import rights
from scripts.models import Combo
from tests.consults import making as consults
from tests.feedback import making as feedback
from tests.people import person
from tests.scripts import making as scripts
from tests.scripts.conftest import _storage

__all__ = ["_storage"]

TABLE = Path(__file__).with_name("matrix.txt")
OUTSIDERS = ["anonymous", "learner", "instructor"]
STAFF = ["curator", "support", "manager", "superuser"]
DEEDS = ["approve", "suspend", "end-sessions", "remove-second-factor"]


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    rights.grant(apps, SimpleNamespace(connection=connection))
    people = {"learner": person("learner"), "instructor": person("instructor", role="instructor")}
    for name, group in {"curator": "curators", "support": "support", "manager": "managers"}.items():
        people[name] = person(name, is_staff=True)
        people[name].groups.set([Group.objects.get(name=group)])
    people["superuser"] = person("superuser", is_staff=True, is_superuser=True)
    return people


@pytest.fixture
def rows(cast: dict[str, User]) -> dict[str, Any]:
    """One row of each model of the admin, by the beginning of its address."""
    somebody, teacher = person("somebody"), person("teacher", role="instructor")
    question = scripts.question(spoken_text="What do you usually do at the park?", audio="questions/spoken.m4a")
    default_storage.save(question.audio.name, ContentFile(b"spoken"))
    combo = Combo.objects.create(topic=question.topic, first=question, second=question, third=question)
    return {
        "accounts/user": somebody,
        "admin/logentry": LogEntry.objects.log_actions(
            cast["superuser"].pk, [somebody], CHANGE, change_message="", single_object=True
        ),
        "auth/group": Group.objects.create(name="own"),
        "axes/accessattempt": AccessAttempt.objects.create(username="somebody", failures_since_start=3),
        "consults/consult": consults.consult(somebody),
        "feedback/feedback": feedback.feedback(person("another"), teacher),
        "scripts/combo": combo,
        "scripts/question": question,
        "scripts/script": scripts.script(somebody, question, state="failed", error="broken_audio"),
        "scripts/topic": question.topic,
    }


def patterns(found: Iterable[Any], before: str = "") -> Iterator[str]:
    for one in found:
        if hasattr(one, "url_patterns"):
            yield from patterns(one.url_patterns, before + str(one.pattern))
        elif one.name:
            yield before + str(one.pattern)


def addresses() -> list[str]:
    """Every named address of the admin, with `{pk}` and `{history}` where a row is meant."""
    found = []
    for pattern in patterns(admin.site.get_urls()):
        if "(?P<app_label>" in pattern:
            found += [f"{label}/" for label in re.search(r"\(\?P<app_label>([^)]*)\)", pattern)[1].split("|")]
            continue
        address = pattern.replace("<path:content_type_id>/<path:object_id>", "1/1")
        address = re.sub(r"<(?:path:object_id|id|int:pk)>", "{pk}", address)
        address = address.replace("^([^/]+)/history/([^/]+)/$", "{pk}/history/{history}/")
        found += [address.replace("<slug:name>", deed) for deed in DEEDS] if "<slug:name>" in address else [address]
    assert not [address for address in found if re.search(r"[<^(]", address)]
    return [*found, "nothing/"]


def said(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        return "door"
    return str(answer.status_code)


def ask(user: User | None, method: str, address: str) -> str:
    """What this person is answered. Nothing of it stays."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        send = client.get if method == "GET" else partial(client.post, data={"post": "yes"})
        word = said(send(f"/admin/{address}"))
        transaction.set_rollback(True)
    return word


def offered(user: User, address: str) -> set[str]:
    """The actions that this person is offered on a list; only these can be done."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    context = client.get(f"/admin/{address}").context or {}
    form = context.get("action_form")
    return {name for name, _ in form.fields["action"].choices if name} if form else set()


def filled(address: str, rows: dict[str, Any]) -> str:
    row = rows.get("/".join(address.split("/")[:2]))
    history = row.history.first().pk if hasattr(row, "history") else ""
    return address.format(pk=row.pk if row else "", history=history)


def line(method: str, address: str, words: Iterable[str]) -> str:
    return f"{method:4}  {address:55}" + "".join(f"{word:>10}" for word in words)


def table(cast: dict[str, User], rows: dict[str, Any]) -> Iterator[str]:
    for address in addresses():
        for method in ("GET", "POST"):
            yield line(method, address, (ask(cast[who], method, filled(address, rows)) for who in STAFF))
    for label in rows:
        may = {who: offered(cast[who], f"{label}/") for who in STAFF}
        for action in sorted(set().union(*may.values())):
            yield line("DO", f"{label}/ {action}", ("yes" if action in may[who] else "no" for who in STAFF))


def test_staff_is_answered_as_the_table_says(cast: dict[str, User], rows: dict[str, Any]) -> None:
    expected = [one for one in TABLE.read_text().splitlines() if one and not one.startswith("#")]
    found = list(table(cast, rows))
    assert not [one for one in found if one not in expected], "\n".join(one for one in found if one not in expected)
    assert not [one for one in expected if one not in found]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_else_gets_past_the_door(cast: dict[str, User], rows: dict[str, Any], method: str) -> None:
    inside = {}
    for address in addresses():
        if address == "login/":
            continue
        for who in OUTSIDERS:
            word = ask(cast.get(who), method, filled(address, rows))
            # Logging out leads whoever is not inside to the front page, which leads to the door.
            if word not in ("door", "403") and not (address == "logout/" and word == "302"):
                inside[address, who] = word
    assert inside == {}
