"""GET /api/v1/consults/<id>/audio/: whose ears a recording reaches."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from consults.models import Consult
from consults.services import rooms
from consults.services.requests import cancel_consult
from feedback.models import Feedback
from scripts.models import Script
from tests.consults import making

SOUND = bytes(range(256)) * 4


@pytest.fixture
def waiting(learner):
    consult = making.consult(learner)
    default_storage.save(consult.script.recording.name, ContentFile(SOUND))
    return consult


def hears(api, consult, **headers):
    """What is heard, or None where there is nothing for this person."""
    answer = api.get(f"/api/v1/consults/{consult.pk}/audio/", headers=headers)
    assert answer.status_code in {200, 206, 404}
    return b"".join(answer) if answer.status_code != 404 else None


def test_every_instructor_may_listen_before_accepting(instructor_api, rival_api, learner_api, stranger_api, waiting):
    assert [hears(api, waiting) for api in (instructor_api, rival_api, learner_api)] == [SOUND] * 3
    assert hears(stranger_api, waiting) is None


def test_a_player_may_ask_for_a_part(instructor_api, waiting):
    answer = instructor_api.get(f"/api/v1/consults/{waiting.pk}/audio/", headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes 10-19/{len(SOUND)}")
    assert b"".join(answer) == SOUND[10:20]
    assert "no-store" in answer["Cache-Control"]


def test_once_taken_it_is_for_the_two_alone(instructor_api, rival_api, learner_api, instructor, waiting):
    making.claims(waiting, instructor)
    assert hears(rival_api, waiting) is None
    assert hears(instructor_api, waiting) == hears(learner_api, waiting) == SOUND


def test_one_that_is_still_to_be_finished_is_heard(instructor_api, learner, instructor, waiting):
    call = making.change(making.claims(waiting, instructor), state=Consult.State.IN_PROGRESS)
    rooms.leave_room(consult=call)
    assert hears(instructor_api, call) == SOUND


def test_one_that_came_to_nothing_is_not(instructor_api, learner_api, instructor, waiting):
    making.claims(waiting, instructor)
    rooms.drop_consult(consult=Consult.objects.get(), instructor=instructor)
    assert hears(instructor_api, waiting) is None
    assert hears(learner_api, waiting) == SOUND


def test_a_cancelled_one_is_not(instructor_api, waiting):
    cancel_consult(consult=waiting)
    assert hears(instructor_api, waiting) is None


def test_beside_feedback_it_is_kept_until_the_feedback_goes(instructor_api, rival_api, learner, instructor, waiting):
    call = making.change(
        making.claims(waiting, instructor),
        state=Consult.State.COMPLETED,
        settled_at=making.ago(1),
        open_learner=None,
        open_instructor=None,
    )
    assert hears(instructor_api, call) is None
    stored = Feedback.objects.create(
        script=call.script, consult=call, learner=learner, instructor=instructor, category="leisure"
    )
    assert hears(instructor_api, call) == SOUND
    assert hears(rival_api, call) is None
    stored.delete()
    assert hears(instructor_api, call) is None


def test_the_copy_that_every_browser_plays_is_offered(instructor_api, waiting):
    name = default_storage.save("recordings/copy.m4a", ContentFile(b"the copy"))
    Script.objects.update(playback=name)
    address = instructor_api.get(f"/api/v1/consults/{waiting.pk}/").json()["script"]["audio_url"]
    answer = instructor_api.get(address)
    assert (b"".join(answer), answer["Content-Type"]) == (b"the copy", "audio/mp4")
