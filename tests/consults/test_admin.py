"""Staff read consults; what was said and written in them stays theirs."""

import pytest
from django.urls import reverse

from consults.models import Consult
from tests.consults import making

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
