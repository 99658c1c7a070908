"""Staff see who corrected whom and how much, never a word of it."""

import pytest
from django.urls import reverse

from feedback.models import Feedback
from tests.feedback import making

ORIGINAL = "I goes to park every weekends."
PLAIN = "I go to the park every weekend."


@pytest.fixture
def written(learner, instructor):
    feedback = making.feedback(learner, instructor)
    Feedback.objects.filter(pk=feedback.pk).update(original=ORIGINAL, plain=PLAIN, content=f"<p>{PLAIN}</p>")
    return feedback


def test_the_page_counts_what_was_changed_and_shows_none_of_it(client, staff, written):
    client.force_login(staff)
    page = client.get(reverse("admin:feedback_feedback_change", args=[written.pk])).content.decode()
    rows = client.get(reverse("admin:feedback_feedback_changelist"), {"q": "instr"}).content.decode()
    for said in ("6 words, 30 characters", "7 words, 31 characters", "2 taken out, 3 put in"):
        assert said in page
    for word in ("goes", "weekend", "park every"):
        assert word not in page + rows
    for link in (
        reverse("admin:consults_consult_change", args=[written.consult_id]),
        reverse("admin:scripts_script_change", args=[written.script_id]),
        reverse("admin:accounts_user_change", args=[written.learner_id]),
    ):
        assert f'href="{link}' in page
    assert reverse("admin:feedback_feedback_change", args=[written.pk]) in rows


def test_staff_change_nothing(client, staff, written):
    client.force_login(staff)
    page = reverse("admin:feedback_feedback_change", args=[written.pk])
    for address in (page, reverse("admin:feedback_feedback_delete", args=[written.pk])):
        assert client.post(address, {"plain": "x", "post": "yes"}).status_code == 403
    assert Feedback.objects.get().plain == PLAIN


def test_what_is_not_there_is_said(client, staff, written):
    client.force_login(staff)
    answer = client.get(reverse("admin:feedback_feedback_change", args=[written.pk + 1]), follow=True)
    assert "doesn’t exist" in answer.content.decode()


def test_headings_are_words(client, staff, written):
    client.force_login(staff)
    page = client.get(reverse("admin:feedback_feedback_change", args=[written.pk])).content.decode()
    for heading in ("Written at:", "Words changed:", "Size of the corrected text:"):
        assert heading in page
