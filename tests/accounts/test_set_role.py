import pytest
from django.core.management import CommandError, call_command

from tests.people import PASSWORD


def set_role(capsys, *arguments):
    call_command("set_role", *arguments)
    return capsys.readouterr().out.strip()


def test_a_learner_becomes_an_instructor_and_back(capsys, learner, other_learner):
    assert set_role(capsys, "learner", "instructor") == "learner is now instructor."
    learner.refresh_from_db()
    assert learner.role == "instructor"
    assert set_role(capsys, "learner", "learner") == "learner is now learner."
    learner.refresh_from_db()
    other_learner.refresh_from_db()
    assert (learner.role, other_learner.role) == ("learner", "learner")


def test_twice_says_so(capsys, instructor):
    assert set_role(capsys, "instructor", "instructor") == "instructor is already instructor."


def test_any_spelling_finds_the_account(capsys, learner):
    assert set_role(capsys, " LEARNER", "instructor") == "learner is now instructor."


def test_it_counts_at_once_for_whoever_is_logged_in(client, capsys, learner):
    client.post("/accounts/login/", {"username": "learner", "password": PASSWORD})
    set_role(capsys, "learner", "instructor")
    assert client.get("/api/v1/users/me/").json()["role"] == "instructor"


def test_an_unknown_name_is_said(db):
    with pytest.raises(CommandError, match="There is no account with the username “nobody”"):
        call_command("set_role", "nobody", "instructor")


@pytest.mark.parametrize("role", ["staff", "admin", "", "Instructor"])
def test_an_unknown_role_is_said_and_changes_nothing(learner, role):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("set_role", "learner", role)
    learner.refresh_from_db()
    assert learner.role == "learner"
