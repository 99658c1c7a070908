"""Staff read consults; what was said and written in them stays theirs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from consults.models import Consult
from consults.services.rooms import leave_room
from tests.consults import making
from tests.feedback.making import feedback as given
from tests.people import person

CANARY = "<p>a secret draft</p>"


@pytest.fixture
def call(learner, instructor):
    return making.called(learner, instructor, draft=CANARY, draft_state="c2VjcmV0", original="the secret text")


def test_staff_see_who_and_when_and_not_what_was_written(client, staff, call):
    client.force_login(staff)
    rows = client.get(reverse("admin:consults_consult_changelist"), {"q": "learner"}).content.decode()
    assert str(call.pk) in rows
    page = client.get(reverse("admin:consults_consult_change", args=[call.pk])).content.decode()
    assert str(call.script) in page
    for secret in ("secret draft", "c2VjcmV0", "the secret text"):
        assert secret not in page + rows


def test_staff_change_nothing(client, staff, call):
    client.force_login(staff)
    page = reverse("admin:consults_consult_change", args=[call.pk])
    for address in (
        page,
        reverse("admin:consults_consult_delete", args=[call.pk]),
        reverse("admin:consults_consult_add"),
    ):
        assert client.post(address, {"state": "completed", "post": "yes"}).status_code == 403
    assert Consult.objects.get().state == Consult.State.IN_PROGRESS


def test_it_is_for_staff(client, learner, instructor, call):
    for user in (learner, instructor):
        client.force_login(user)
        answer = client.get(reverse("admin:consults_consult_change", args=[call.pk]))
        assert (answer.status_code, "/admin/login/" in answer["Location"]) == (302, True)


def page_of(client, call):
    return client.get(reverse("admin:consults_consult_change", args=[call.pk])).content.decode()


def timeline(client, call):
    """The steps as lines of plain words."""
    steps = re.search(r'<ol class="timeline".*?</ol>', page_of(client, call), re.DOTALL)[0]
    return [" ".join(re.sub(r"<time.*?</time>|<[^>]+>", " ", step).split()) for step in steps.split("<li>")[1:]]


def test_the_timeline_tells_each_step_by_whom_and_how_long_after_the_one_before(client, staff, learner, instructor):
    feedback = given(learner, instructor)
    start = making.ago(3600)
    at = [start + timedelta(seconds=seconds) for seconds in (0, 80, 95, 900, 905)]
    names = ("requested_at", "claimed_at", "started_at", "ended_at", "settled_at")
    call = making.change(feedback.consult, queued_at=start, **dict(zip(names, at, strict=True)))
    client.force_login(staff)
    assert timeline(client, call) == [
        "Requested by Learner (learner)",
        "Taken by Instructor (instructor) 1 min 20 s later",
        "Both in the room 15 seconds later",
        "Ended by Instructor (instructor) feedback was stored 13 minutes later",
        "Settled by Instructor (instructor) feedback was stored 5 seconds later",
    ]
    page = page_of(client, call)
    for link in (
        reverse("admin:feedback_feedback_change", args=[feedback.pk]),
        reverse("admin:scripts_script_change", args=[call.script_id]),
        reverse("admin:accounts_user_change", args=[learner.pk]),
        reverse("admin:accounts_user_change", args=[instructor.pk]),
    ):
        assert f'href="{link}' in page


def test_a_timeline_that_has_just_begun_has_one_step(client, staff, learner):
    client.force_login(staff)
    assert timeline(client, making.consult(learner)) == ["Requested by Learner (learner)"]


def test_the_timeline_says_who_ended_it_and_why(client, staff, learner, instructor):
    call = making.called(learner, instructor)
    leave_room(consult=call)
    client.force_login(staff)
    assert timeline(client, call)[-1].startswith("Ended by Learner (learner) the learner left ")


def test_those_who_wait_are_told_in_their_order(client, staff, instructor):
    client.force_login(staff)
    address = reverse("admin:consults_consult_waiting")
    assert client.get(address).json() == {"rows": [], "total": 0, "online": 0}
    line = making.waiting(22)
    told = client.get(address).json()
    assert (told["total"], len(told["rows"])) == (22, 20)
    first = told["rows"][0]
    assert first["url"] == reverse("admin:consults_consult_change", args=[line[0].pk])
    assert [first[name] for name in ("position", "learner", "topic", "level", "long")] == [
        *(1, "Waiting0", "Going to parks", "IM", False)
    ]
    assert first["waited"].startswith("2")
    making.claims(line[0], instructor)
    assert client.get(address).json()["rows"][0]["learner"] == "Waiting1"


def test_the_front_page_shows_the_same_line(client, staff, learner):
    call = making.consult(learner)
    client.force_login(staff)
    page = client.get(reverse("admin:index")).content.decode()
    panel = page[page.index('data-panel="waiting"') : page.index("</section>")]
    assert reverse("admin:consults_consult_change", args=[call.pk]) in panel
    assert reverse("admin:consults_consult_waiting") in panel


def test_who_waits_is_for_those_who_may_see_consults(client, learner):
    making.consult(learner)
    client.force_login(person("clerk", is_staff=True))
    answer = client.get(reverse("admin:consults_consult_waiting"))
    assert (answer.status_code, answer.json()) == (403, {})
    client.force_login(learner)
    assert client.get(reverse("admin:consults_consult_waiting")).status_code == 302


def test_the_list_shows_what_is_under_way(client, staff, learner, other_learner, instructor):
    waits, talks = making.consult(other_learner), making.called(learner, instructor)
    client.force_login(staff)
    rows = reverse("admin:consults_consult_changelist")

    def found(**chosen):
        page = client.get(rows, chosen).content.decode()
        return [each for each in (waits, talks) if f"{rows}{each.pk}/" in page]

    assert found(now="waiting") == [waits]
    assert found(now="call") == [talks]
    assert found(now="unfinished") == []
    assert (found(taken="yes"), found(taken="no")) == ([talks], [waits])
    assert found(q=str(talks.pk)) == [talks]
    assert found(instructor__named="instructor") == [talks]
