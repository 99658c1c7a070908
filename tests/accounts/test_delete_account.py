import pytest
from axes.models import AccessAttempt
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts import services, tokens
from accounts.models import User
from tests.people import PASSWORD
from tests.race import at_once

ADDRESS = "/accounts/delete/"


@pytest.fixture
def kept(monkeypatch):
    """What another app keeps of people: a file each, registered as that app would do it."""
    monkeypatch.setattr(services, "_cleaners", list(services._cleaners))
    files = {}

    @services.on_account_deletion
    def forget(*, user):
        transaction.on_commit(lambda: default_storage.delete(files[user.username]))

    def keep(user):
        files[user.username] = default_storage.save(f"{user.username}.bin", ContentFile(b"voice"))
        return files[user.username]

    return keep


@pytest.mark.django_db(transaction=True)
def test_everything_of_the_person_goes_and_nothing_of_others(client, kept, learner, other_learner):
    mine, theirs = kept(learner), kept(other_learner)
    tokens.revoke(tokens.issue(user=learner)["refresh"])
    tokens.issue(user=other_learner)
    Client().post("/accounts/login/", {"username": "learner", "password": "wrong"})
    client.force_login(learner)

    response = client.post(ADDRESS, {"password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert list(User.objects.values_list("username", flat=True)) == ["other.learner"]
    assert not default_storage.exists(mine)
    assert default_storage.exists(theirs)
    assert (OutstandingToken.objects.count(), BlacklistedToken.objects.count()) == (1, 0)
    assert not AccessAttempt.objects.exists()
    assert "all your recordings are deleted" in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/profile/").status_code == 302


def test_the_page_says_what_happens_and_asks_for_the_password(client, learner):
    client.force_login(learner)
    page = client.get(ADDRESS).content.decode()
    assert "Nobody can bring them back" in page
    assert 'data-testid="password"' in page


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_right_password_nothing_happens(client, learner, password):
    client.force_login(learner)
    response = client.post(ADDRESS, {"password": password})
    assert response.context["form"].errors["password"]
    assert User.objects.filter(pk=learner.pk).exists()
    assert client.get("/accounts/profile/").status_code == 200


def test_a_form_from_another_site_deletes_nobody(learner):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(learner)
    assert careful.post(ADDRESS, {"password": PASSWORD}).status_code == 403
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_half_a_deletion_is_none(kept, learner, monkeypatch):
    mine = kept(learner)

    @services.on_account_deletion
    def broken(*, user):
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        services.delete_account(user=learner)
    assert User.objects.filter(pk=learner.pk).exists()
    assert default_storage.exists(mine)


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_no_error(kept, learner):
    kept(learner)
    at_once([lambda: services.delete_account(user=learner)] * 4)
    assert not User.objects.exists()


def test_a_deleted_person_signs_up_again(client, learner):
    services.delete_account(user=learner)
    person = {"username": "learner", "email": "learner@example.com", "nickname": "Again", "password": PASSWORD}
    assert client.post("/accounts/signup/", person).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_deleting_in_the_admin_removes_the_files_too(client, kept, learner, other_learner, staff):
    mine, theirs = kept(learner), kept(other_learner)
    client.force_login(staff)
    client.post(f"/admin/accounts/user/{learner.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [other_learner.pk], "post": "yes"}
    client.post("/admin/accounts/user/", chosen)
    assert list(User.objects.all()) == [staff]
    assert not default_storage.exists(mine)
    assert not default_storage.exists(theirs)
