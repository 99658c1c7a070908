"""POST /api/v1/consults/<id>/journal/: what is kept of the corrected text, and what is refused."""

import pytest

from consults.models import Consult
from tests.consults import making


def url(consult: Consult) -> str:
    return f"/api/v1/consults/{consult.pk}/journal/"


def stored() -> Consult:
    return Consult.objects.get()


def test_the_journal_answers_with_nothing_and_keeps_the_text(instructor_api, learner, instructor):
    call = making.claimed(learner, instructor)
    answer = instructor_api.post(url(call), {"content": making.HTML, "state": "AAAA", "revision": 4})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (stored().draft, stored().draft_state, stored().draft_revision) == (making.HTML, "AAAA", 4)
    assert instructor_api.post(url(call), {"content": "<p>late</p>", "revision": 3}).status_code == 204
    assert stored().draft == making.HTML


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"content": None},
        {"content": 7},
        {"content": ["<p>x</p>"]},
        {"content": "a\x00b"},
        {"content": "x" * 1_000_001},
        {"content": "x", "revision": -1},
        {"content": "x", "revision": 2**60},
        {"content": "x", "revision": "new"},
        {"content": "x", "state": "not base64!"},
        {"content": "x", "state": "A" * 1_500_001},
        [],
        "text",
    ],
    ids=lambda sent: str(sent)[:30],
)
def test_a_journal_that_is_none_is_told_and_changes_nothing(instructor_api, learner, instructor, sent):
    call = making.called(learner, instructor, draft="<p>kept</p>")
    answer = instructor_api.post(url(call), sent)
    assert answer.status_code == 400
    assert answer.json()
    assert stored().draft == "<p>kept</p>"


def test_the_journal_takes_a_long_script_with_its_document(instructor_api, learner, instructor):
    call = making.called(learner, instructor)
    sent = {"content": f"<p>{'가' * 20_000}</p>", "state": "A" * 1_400_000, "revision": 1}
    assert instructor_api.post(url(call), sent).status_code == 204
    assert len(stored().draft_state) == 1_400_000
