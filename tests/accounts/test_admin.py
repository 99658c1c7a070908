import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD, person

LIST = "/admin/accounts/user/"


def logged_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def clerk(db):
    """Staff who may look after people, without being all-powerful."""
    clerk = person("clerk", is_staff=True)
    names = ["view_user", "change_user", "delete_user", "add_user", "approve_instructor"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    return clerk


def approve(client, *people, action="approve"):
    chosen = [user.pk for user in people]
    return client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)


def test_approving_makes_instructors_and_is_logged_with_its_author(clerk, learner, other_learner, instructor):
    response = approve(logged_in(clerk), learner, other_learner, instructor)
    assert "2 accounts were changed." in response.content.decode()
    assert set(User.objects.filter(role="instructor")) == {learner, other_learner, instructor}
    entries = LogEntry.objects.filter(user=clerk)
    assert {entry.object_id for entry in entries} == {str(learner.pk), str(other_learner.pk)}
    assert all("role: instructor" in entry.change_message for entry in entries)


def test_it_can_be_taken_back(clerk, instructor, rival):
    approve(logged_in(clerk), instructor, action="make_learner")
    assert list(User.objects.filter(role="instructor")) == [rival]


def test_twice_changes_nothing_more(clerk, learner):
    client = logged_in(clerk)
    approve(client, learner)
    approve(client, learner)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("address", ["", "add/", "{pk}/change/", "{pk}/delete/", "{pk}/password/", "{pk}/history/"])
def test_only_staff_come_in(client, learner, other_learner, instructor, address):
    address = LIST + address.format(pk=other_learner.pk)
    for user in (None, learner, instructor):
        visitor = logged_in(user) if user else client
        for response in (visitor.get(address), visitor.post(address, {"post": "yes"})):
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")
    assert User.objects.filter(pk=other_learner.pk).exists()


def test_staff_without_the_permission_approve_nobody(learner):
    helper = person("helper", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename="view_user"))
    approve(logged_in(helper), learner)
    learner.refresh_from_db()
    assert learner.role == "learner"


def fields(user, **changes):
    return {
        "username": user.username,
        "nickname": user.nickname,
        "email": user.email,
        "role": user.role,
        "is_active": "on",
        **changes,
    }


def test_nobody_gives_themselves_more_power(clerk):
    powers = {"is_staff": "on", "is_superuser": "on"}
    logged_in(clerk).post(f"{LIST}{clerk.pk}/change/", fields(clerk, nickname="Changed", **powers))
    clerk.refresh_from_db()
    assert (clerk.nickname, clerk.is_staff, clerk.is_superuser) == ("Changed", True, False)


def test_nobody_takes_over_somebody_with_more_power(clerk, staff):
    client = logged_in(clerk)
    new = {"password1": "another-good-one", "password2": "another-good-one", "usable_password": "true"}
    assert client.post(f"{LIST}{staff.pk}/password/", new).status_code == 403
    client.post(f"{LIST}{staff.pk}/change/", fields(staff, email="mine@example.com"))
    assert client.post(f"{LIST}{staff.pk}/delete/", {"post": "yes"}).status_code == 403
    approve(client, staff)
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert (staff.email, staff.role) == ("staff@example.com", "learner")


def test_a_change_is_logged_with_its_author(staff, learner):
    logged_in(staff).post(f"{LIST}{learner.pk}/change/", fields(learner, role="instructor", nickname="Teacher"))
    learner.refresh_from_db()
    assert (learner.role, learner.nickname) == ("instructor", "Teacher")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (staff, str(learner.pk))
    assert "role: instructor" in entry.get_change_message()


def test_a_new_account_can_log_in(staff):
    words = {"password1": "another-good-one", "password2": "another-good-one", "usable_password": "true"}
    new = {"username": "newcomer", "nickname": "New", "email": "New@Example.com", "role": "instructor", **words}
    response = logged_in(staff).post(f"{LIST}add/", new)
    assert response.status_code == 302
    assert User.objects.get(username="newcomer").email == "new@example.com"
    page = Client()
    page.post("/accounts/login/", {"username": "newcomer", "password": "another-good-one"})
    assert "_auth_user_id" in page.session


def test_finding_people_shows_them(staff, learner, other_learner):
    page = logged_in(staff).get(LIST, {"q": "other.learner@"}).content.decode()
    assert "other.learner" in page
    assert f"/{learner.pk}/change/" not in page
