"""What staff see of scripts."""

import pytest
from django.test import Client

from accounts.models import User
from scripts.models import Question
from tests.scripts import making


@pytest.fixture
def office(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def test_staff_see_how_recognition_went_and_not_what_was_said(
    office: Client, learner: User, question: Question
) -> None:
    script = making.script(learner, question, text="a private story", state="failed", error="no_speech")
    for address in ("/admin/scripts/script/", f"/admin/scripts/script/{script.pk}/change/"):
        page = office.get(address).content.decode()
        assert "no_speech" in page
        assert "private story" not in page
        assert script.recording.name not in page
    assert office.post(f"/admin/scripts/script/{script.pk}/change/", {"state": "done"}).status_code in (302, 403)
    script.refresh_from_db()
    assert script.state == "failed"


@pytest.mark.parametrize("model", ["question", "topic", "script"])
def test_learners_have_no_business_here(client: Client, learner: User, model: str) -> None:
    client.force_login(learner)
    assert client.get(f"/admin/scripts/{model}/")["Location"].startswith("/admin/login/")
