import pytest

from accounts.models import User

ADDRESS = "/accounts/profile/"


def save(client, **fields):
    return client.post(ADDRESS, {"nickname": "Min", "email": "min@example.com", **fields})


def test_what_is_saved_is_there(client, learner):
    client.force_login(learner)
    response = save(client, show_question_text="on")
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    learner.refresh_from_db()
    assert (learner.nickname, learner.email, learner.show_question_text) == ("Min", "min@example.com", True)
    assert "Saved." in client.get(ADDRESS).content.decode()
    save(client)
    learner.refresh_from_db()
    assert learner.show_question_text is False


def test_a_foreign_email_is_refused_and_nothing_changes(client, learner, other_learner):
    client.force_login(learner)
    response = save(client, email="Other.Learner@example.com")
    assert response.context["form"].errors == {"email": ["This email is registered already."]}
    learner.refresh_from_db()
    assert (learner.nickname, learner.email) == ("Learner", "learner@example.com")


def test_what_is_refused_does_not_show_as_ones_name(client, learner):
    client.force_login(learner)
    response = save(client, nickname="x" * 31)
    assert response.context["user"].nickname == "Learner"


def test_only_the_named_fields_can_be_written(client, learner):
    client.force_login(learner)
    before = User.objects.values().get(pk=learner.pk)
    save(client, role="instructor", is_staff="1", is_superuser="1", username="taken.over", password="x", id="5")
    after = User.objects.values().get(pk=learner.pk)
    assert {name for name in before if before[name] != after[name]} == {"nickname", "email"}


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_name_is_only_text(client, learner, name):
    client.force_login(learner)
    save(client, nickname=name)
    learner.refresh_from_db()
    assert learner.nickname == name
    assert name not in client.get(ADDRESS).content.decode()


def test_another_person_sees_another_profile(client, learner, other_learner):
    client.force_login(other_learner)
    page = client.get(ADDRESS).content.decode()
    assert "other.learner@example.com" in page
    assert 'value="learner@example.com"' not in page
