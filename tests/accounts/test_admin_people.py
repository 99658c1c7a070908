"""A person's page and the list of people: finding, suspending, ending sessions, and who may do it to whom."""

import json
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client

from accounts import tokens
from accounts.admin import users
from accounts.models import User
from consults.models import Consult
from opickme.staff import rights
from tests.consults import making as consults
from tests.people import PASSWORD, person

LIST = "/admin/accounts/user/"
DEEDS = ["approve", "make-learner", "suspend", "let-in", "end-sessions", "remove-second-factor"]


@pytest.fixture
def groups(db):
    rights.grant(apps, SimpleNamespace(connection=connection))


def member(name, group):
    user = person(name, is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    return user


@pytest.fixture
def support(groups):
    return member("support", "support")


@pytest.fixture
def manager(groups):
    return member("manager", "managers")


def browser(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def log_in(agent):
    """The learner in this browser."""
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"username": "learner", "password": PASSWORD})
    return client


def do(user, name, other):
    return browser(user).post(f"{LIST}{other.pk}/do/{name}/", follow=True)


def page(user, other):
    return browser(user).get(f"{LIST}{other.pk}/change/").content.decode()


def is_active(user):
    return User.objects.values_list("is_active", flat=True).get(pk=user.pk)


def test_support_suspends_and_lets_in_again_and_it_is_logged(support, learner):
    theirs = browser(learner)
    assert "is suspended, and logged out everywhere." in do(support, "suspend", learner).content.decode()
    assert theirs.get("/accounts/profile/").status_code == 302
    do(support, "suspend", learner)
    assert not is_active(learner)
    assert "may log in again." in do(support, "let-in", learner).content.decode()
    assert is_active(learner)
    said = [json.loads(entry.change_message)[0]["changed"]["fields"] for entry in LogEntry.objects.order_by("pk")]
    assert said == [["suspended"], ["let in again"]]
    assert set(LogEntry.objects.values_list("user", flat=True)) == {support.pk}


def test_from_the_list_too_and_it_says_to_how_many(support, learner, other_learner, staff):
    chosen = {"action": "suspend", "_selected_action": [learner.pk, other_learner.pk, staff.pk, support.pk]}
    answer = browser(support).post(LIST, chosen, follow=True)
    assert "2 accounts were changed." in answer.content.decode()
    assert [is_active(user) for user in (learner, other_learner, staff, support)] == [False, False, True, True]


def test_ending_sessions_lets_the_person_come_back(support, learner):
    theirs = browser(learner)
    tokens.issue(user=learner)
    do(support, "end-sessions", learner)
    assert theirs.get("/accounts/profile/").status_code == 302
    theirs.post("/accounts/login/", {"username": "learner", "password": PASSWORD})
    assert theirs.get("/accounts/profile/").status_code == 200


def test_nobody_suspends_himself_nor_who_has_more_powers(support, manager, staff):
    for who, other in ((support, support), (support, manager), (support, staff), (manager, staff), (staff, staff)):
        for name in ("suspend", "let-in"):
            assert do(who, name, other).status_code == 403
        assert is_active(other)
    assert do(manager, "suspend", support).status_code == 200
    assert not is_active(support)


def test_a_superuser_may_suspend_another(staff):
    other = person("other.staff", is_staff=True, is_superuser=True)
    assert do(staff, "suspend", other).status_code == 200
    assert not is_active(other)


def test_nobody_takes_over_staff_that_has_more_powers(manager, staff, groups):
    auditor = person("auditor", is_staff=True)
    auditor.user_permissions.set(Permission.objects.filter(codename="delete_user"))
    new = {"password1": "another-good-one", "password2": "another-good-one", "usable_password": "true"}
    assert browser(manager).post(f"{LIST}{auditor.pk}/password/", new).status_code == 403
    assert do(manager, "end-sessions", auditor).status_code == 403
    auditor.refresh_from_db()
    assert auditor.check_password(PASSWORD)


def test_a_deed_needs_its_permission_and_a_post(support, learner):
    assert do(support, "approve", learner).status_code == 403
    assert do(support, "make-learner", learner).status_code == 403
    assert do(support, "remove-second-factor", learner).status_code == 403
    assert browser(support).get(f"{LIST}{learner.pk}/do/suspend/").status_code == 405
    assert do(support, "promote", learner).status_code == 404
    assert browser(support).post(f"{LIST}999999/do/suspend/").status_code == 404
    learner.refresh_from_db()
    assert (learner.role, learner.is_active) == ("learner", True)


@pytest.mark.parametrize("name", DEEDS)
def test_learners_and_instructors_do_none(learner, instructor, other_learner, name):
    for user in (learner, instructor):
        answer = browser(user).post(f"{LIST}{other_learner.pk}/do/{name}/")
        assert answer["Location"].startswith("/admin/login/")


def test_only_what_one_may_is_offered(support, manager, staff, learner):
    def offered(who, other):
        shown = page(who, other)
        return [name for name in DEEDS if f'data-testid="{name}"' in shown]

    assert offered(support, learner) == ["suspend", "end-sessions"]
    assert offered(manager, learner) == ["approve", "suspend", "end-sessions"]
    assert offered(manager, staff) == []
    User.objects.filter(pk=learner.pk).update(role="instructor", is_active=False)
    assert offered(manager, learner) == ["make-learner", "let-in"]


def test_a_manager_approves_on_the_page_and_makes_nobody_staff(manager, learner):
    powers = {"is_staff": "on", "is_superuser": "on", "is_active": "", "groups": [Group.objects.first().pk]}
    fields = {"username": "learner", "nickname": "Learner", "email": "learner@example.com", "role": "instructor"}
    assert browser(manager).post(f"{LIST}{learner.pk}/change/", {**fields, **powers}).status_code == 302
    learner.refresh_from_db()
    assert (learner.role, learner.is_staff, learner.is_superuser) == ("instructor", False, False)
    assert learner.is_active
    assert not learner.groups.exists()


def test_an_approved_instructor_sees_the_queue_without_logging_in_again(manager, learner):
    theirs = browser(learner)
    assert 'data-testid="queue"' not in theirs.get("/consults/").content.decode()
    do(manager, "approve", learner)
    assert 'data-testid="queue"' in theirs.get("/consults/").content.decode()


def test_who_granted_what_stands_on_the_page(staff, support, learner):
    helpers = Group.objects.get(name="support")
    fields = {"username": "learner", "nickname": "Learner", "email": "learner@example.com", "role": "instructor"}
    granted = {"is_staff": "on", "groups": [helpers.pk]}
    browser(staff).post(f"{LIST}{learner.pk}/change/", {**fields, **granted})
    do(staff, "suspend", learner)
    shown = page(support, learner)
    log = shown[shown.index('data-testid="log"') :]
    for words in ("role: instructor", "is_staff: yes", "groups: support", "suspended", "staff"):
        assert words in log


def test_sessions_stand_on_the_page_in_words(support, learner):
    log_in("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1")
    gone = log_in("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/127.0")
    gone.post("/accounts/logout/")
    tokens.issue(user=learner)
    shown = page(support, learner)
    assert "Safari · iPhone" in shown
    assert "Firefox · Windows" in shown
    assert (shown.count('data-state="open"'), shown.count('data-state="over"')) == (1, 1)
    assert "1 open token of the API." in shown


def test_a_form_that_was_open_does_not_let_a_suspended_person_in_again(manager, support, learner, monkeypatch):
    """Saved while somebody else suspends: the form writes what was edited, and nothing else."""
    save = users.UserAdmin.save_model

    def save_late(self, request, obj, form, change):
        User.objects.filter(pk=learner.pk).update(is_active=False, session_epoch=7)
        save(self, request, obj, form, change)

    monkeypatch.setattr(users.UserAdmin, "save_model", save_late)
    fields = {"username": "learner", "nickname": "Anew", "email": "learner@example.com", "role": "learner"}
    browser(manager).post(f"{LIST}{learner.pk}/change/", fields)
    learner.refresh_from_db()
    assert (learner.nickname, learner.is_active, learner.session_epoch) == ("Anew", False, 7)


def test_a_password_that_staff_set_ends_what_is_open(manager, learner):
    theirs = browser(learner)
    new = {"password1": "another-good-one", "password2": "another-good-one", "usable_password": "true"}
    assert browser(manager).post(f"{LIST}{learner.pk}/password/", new).status_code == 302
    learner.refresh_from_db()
    assert learner.check_password("another-good-one")
    assert theirs.get("/accounts/profile/").status_code == 302


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mina", {"mina.kim", "other"}),
        ("MINA.K", {"mina.kim"}),
        ("ina", set()),
        ("민", {"korean"}),
        ("민지 김", {"korean"}),
        ("other@exa", {"other"}),
        ("%", set()),
        ("_", set()),
        ("'", set()),
    ],
)
def test_people_are_found_by_how_they_begin(support, words, found):
    person("mina.kim", nickname="Kim")
    person("other", nickname="Mina Park")
    person("korean", nickname="민지 김")
    results = browser(support).get(LIST, {"q": words}).context["cl"].result_list
    assert {user.username for user in results} - {"support"} == found


def test_a_superuser_deletes_an_account_with_all_that_is_kept_of_it(staff, learner):
    consult = consults.consult(learner)
    do(staff, "suspend", learner)
    answer = browser(staff).post(f"{LIST}{learner.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not User.objects.filter(pk=learner.pk).exists()
    assert not Consult.objects.filter(pk=consult.pk).exists()
    assert LogEntry.objects.filter(user=staff, action_flag=DELETION, object_id=str(learner.pk)).exists()


def test_who_may_not_change_an_account_is_shown_nothing_of_its_password(support, manager, learner):
    assert "algorithm" in page(manager, learner)
    shown = page(support, learner)
    assert learner.username in shown
    assert "algorithm" not in shown
    assert "/password/" not in shown
