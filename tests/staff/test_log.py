"""The log of what staff did: for managers, to read, the newest first."""

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from opickme.staff import rights
from tests.people import person
from tests.staff.test_rights import HERE

LIST = "/admin/admin/logentry/"


@pytest.fixture
def manager(db):
    rights.grant(apps, HERE)
    manager = person("manager", is_staff=True)
    manager.groups.set([Group.objects.get(name="managers")])
    return manager


@pytest.fixture
def browser(manager):
    client = Client(headers={"accept-language": "en"})
    client.force_login(manager)
    return client


def note(author, user, what, flag=CHANGE):
    message = [{"changed": {"fields": [what]}}]
    return LogEntry.objects.log_actions(author.pk, [user], flag, change_message=message, single_object=True)


def listed(client, **search):
    return [entry.get_change_message() for entry in client.get(LIST, search).context["cl"].result_list]


def test_it_says_who_did_what_when_to_whom(browser, manager, staff, learner):
    note(staff, learner, "suspended")
    note(manager, learner, "role: instructor")
    assert listed(browser) == ["Changed role: instructor.", "Changed suspended."]
    page = browser.get(LIST).content.decode()
    for words in ("manager", "staff", "learner", "Change", f"/admin/accounts/user/{learner.pk}/change/"):
        assert words in page


def test_it_is_filtered_and_searched_by_its_author(browser, manager, staff, learner):
    note(staff, learner, "suspended")
    note(manager, learner, "role: instructor", ADDITION)
    assert listed(browser, user=staff.pk) == ["Changed suspended."]
    assert listed(browser, user__named="manager") == ["Changed role: instructor."]
    assert listed(browser, q="sta") == ["Changed suspended."]
    assert listed(browser, action_flag__exact=CHANGE) == ["Changed suspended."]


def test_nobody_changes_it(browser, staff, learner):
    entry = note(staff, learner, "suspended")
    superuser = Client()
    superuser.force_login(staff)
    for client in (browser, superuser):
        assert client.get(f"{LIST}{entry.pk}/change/").status_code == 200
        assert client.post(f"{LIST}{entry.pk}/change/", {"object_repr": "x"}).status_code == 403
        assert client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert LogEntry.objects.get().change_message == entry.change_message


def test_what_is_gone_is_named_without_a_way_to_it(browser, staff, learner):
    LogEntry.objects.log_actions(staff.pk, [learner], 3, single_object=True)
    User.objects.filter(pk=learner.pk).delete()
    page = browser.get(LIST).content.decode()
    assert "learner" in page
    assert f"/admin/accounts/user/{learner.pk}/change/" not in page


def test_many_entries_cost_as_much_as_few(browser, staff, learner, other_learner, instructor):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(LIST).status_code == 200
        return len(seen)

    note(staff, learner, "suspended")
    queries()
    few = queries()
    for n in range(45):
        author = person(f"helper{n}", is_staff=True)
        note(author, instructor if n % 2 else other_learner, "suspended")
    assert queries() == few
