"""The front page: today's figures, each with the list behind it, for those who may see it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from opickme.staff.days import Day, last_days, today
from scripts.models import Question, Script
from tests.consults import making as calls
from tests.feedback.making import feedback
from tests.people import person
from tests.scripts import making


def figures(client: Client, panel: str) -> dict[str, str]:
    """The figures of a panel by their labels, as plain words."""
    page = client.get("/admin/").content.decode()
    section = re.search(rf'<section[^>]*data-panel="{panel}".*?</section>', page, re.DOTALL)
    assert section, page
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", section[0], re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in found}


def behind(client: Client, panel: str, label: str) -> str:
    """The list that a figure leads to."""
    page = client.get("/admin/").content.decode()
    section = page[page.index(f'data-panel="{panel}"') :]
    address = re.search(rf'<dt>{label}</dt>\s*<dd>\s*<a href="([^"]+)"', section)
    assert address, section
    answer = client.get(address[1].replace("&amp;", "&"))
    assert answer.status_code == 200, address[1]
    return answer.content.decode()


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"/admin/scripts/script/(\d+)/change/", page)]


def test_answers_of_today_and_failures_lead_to_their_lists(desk: Client, learner: User, question: Question) -> None:
    good = making.script(learner, question)
    bad = making.script(learner, question, state="failed", error="no_speech")
    making.script(learner, question, state="failed", created_at=today().start - timedelta(minutes=1))
    shown = figures(desk, "answers")
    assert (shown["Answers today"], shown["Recognitions failed today"]) == ("2", "1")
    assert numbers(behind(desk, "answers", "Answers today")) == [bad.pk, good.pk]
    assert numbers(behind(desk, "answers", "Recognitions failed today")) == [bad.pk]


def test_what_waits_says_for_how_long_since_it_was_queued(desk: Client, learner: User, question: Question) -> None:
    old = making.script(learner, question, state="pending", created_at=calls.ago(9000), updated_at=calls.ago(125))
    making.script(learner, question, state="pending", updated_at=calls.ago(5))
    assert re.fullmatch(r"2 the oldest for 2 min \d+ s", figures(desk, "answers")["Waiting to be recognised"])
    assert old.pk in numbers(behind(desk, "answers", "Waiting to be recognised"))


def test_days_are_those_of_the_sites_time_zone() -> None:
    day = Day(datetime(2026, 10, 5, tzinfo=UTC).date())
    assert (day.start.astimezone(UTC), day.end - day.start) == (
        datetime(2026, 10, 4, 15, tzinfo=UTC),  # midnight in Seoul
        timedelta(days=1),
    )
    assert [each.date for each in last_days(3)] == [today().date - timedelta(days=back) for back in (2, 1, 0)]


def test_a_day_in_the_plot_has_what_came_in_between_its_midnights(
    desk: Client, learner: User, question: Question
) -> None:
    yesterday = last_days(2)[0]
    making.script(learner, question, created_at=yesterday.start)
    making.script(learner, question, created_at=yesterday.end - timedelta(microseconds=1), state="failed")
    making.script(learner, question, created_at=yesterday.end)
    page = desk.get("/admin/").content.decode()
    rows = re.findall(r'<th scope="row"><a href="[^"]*script[^"]*__day=([\d-]+)">.*?</th>(.*?)</tr>', page, re.DOTALL)
    counts = {day: re.findall(r"<td>(\d+)</td>", cells) for day, cells in rows}
    assert len(counts) == 14
    assert counts[str(yesterday.date)] == ["1", "0", "1"]  # written down, under way, failed
    assert counts[str(today().date)] == ["1", "0", "0"]


def test_consults_by_what_came_of_them(desk: Client, learner: User, other_learner: User, instructor: User) -> None:
    feedback(learner, instructor)
    calls.consult(other_learner)
    calls.consult(person("third"), state="expired", open_learner=None)
    shown = figures(desk, "consults")
    assert [
        shown[f"{name}"] for name in ("Asked for today", "of these taken", "of these over", "of these expired")
    ] == [*("3", "1", "1", "1")]
    assert (shown["Learners waiting now"], shown["Instructors free now"]) == ("1", "0")
    assert figures(desk, "feedback") == {"Written today": "1"}
    taken = behind(desk, "consults", "of these taken")
    assert (">learner<" in taken, ">third<" in taken) == (True, False)


def test_the_median_wait_is_of_those_taken_today(desk: Client, instructor: User) -> None:
    for n, seconds in enumerate((30, 90, 600)):
        taken = calls.claimed(person(f"taken{n}"), instructor)
        calls.change(taken, requested_at=taken.claimed_at - timedelta(seconds=seconds), open_instructor=None)
    assert figures(desk, "consults")["Median wait until taken"] == "1 min 30 s"


def test_the_bank_says_what_is_missing(desk: Client, question: Question) -> None:
    making.question(state="draft", text="A draft?")
    shown = figures(desk, "questions")
    assert [shown["Questions published"], shown["Drafts"], shown["Published, not spoken yet"]] == ["1", "1", "1"]
    assert shown["Topics and levels without a question"] == "3"
    page = desk.get("/admin/").content.decode()
    assert re.findall(r">parks · (\w+)<", page) == ["IL", "IH", "AL"]
    address = re.search(r'href="([^"]+)">parks · IL<', page)
    assert address
    assert desk.get(address[1].replace("&amp;", "&")).status_code == 200


def test_figures_are_kept_for_a_minute(desk: Client, learner: User, question: Question) -> None:
    assert figures(desk, "answers")["Answers today"] == "0"
    making.script(learner, question)
    assert figures(desk, "answers")["Answers today"] == "0"
    cache.clear()
    assert figures(desk, "answers")["Answers today"] == "1"


def test_the_plots_are_drawn_without_inline_style_or_script(desk: Client, learner: User, question: Question) -> None:
    making.script(learner, question)
    page = desk.get("/admin/").content.decode()
    panels = page[page.index('<div class="panels">') : page.index('id="content-main"')]
    assert panels.count('<svg viewBox="0 0 420 150" role="img" aria-label="') == 4
    assert not re.search(r"style=|<style|<script|\son\w+=", panels)


@pytest.mark.parametrize(
    ("right", "panels"),
    [
        ("view_script", {"answers"}),
        ("view_question", {"questions"}),
        ("view_consult", {"waiting", "consults"}),
        ("view_feedback", {"feedback"}),
        ("view_user", {"people"}),
        ("view_topic", set()),
    ],
)
def test_everybody_sees_the_panels_of_their_rights(db: None, client: Client, right: str, panels: set[str]) -> None:
    clerk = person("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename=right))
    client.force_login(clerk)
    answer: Any = client.get("/admin/")
    assert answer.status_code == 200
    assert set(re.findall(r'data-panel="(\w+)"', answer.content.decode())) == panels


def test_the_number_of_instructors_leads_nowhere_for_who_may_not_see_people(db: None, client: Client) -> None:
    clerk = person("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_consult"))
    client.force_login(clerk)
    assert "accounts/user" not in client.get("/admin/").content.decode()


def test_sign_ups_of_today(desk: Client, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(date_joined=today().start - timedelta(seconds=1))
    assert figures(desk, "people") == {"Sign-ups today": "1"}  # the staff's own account
    assert Script.objects.count() == 0
