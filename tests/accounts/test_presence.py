"""Who is here, kept in the database or in Redis: the same for both."""

import pytest

from accounts import presence
from accounts.models import User
from tests import signs
from tests.services import redis_server

__all__ = ["redis_server"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["rows", "redis"])
def _kept(request, settings):
    signs.keep_in(request, settings)


def here(user, place="queue", holder="one"):
    presence.arrive(user_id=user.pk, place=place, holder=holder)


def at_desk():
    return set(User.objects.filter(presence.is_at("queue")))


def test_who_arrives_is_here_until_the_last_holder_lets_go(learner, instructor):
    for holder in ("one", "one", "two"):
        here(instructor, holder=holder)
    here(learner, place="site")
    assert presence.people_at("queue") == {instructor.pk}
    assert at_desk() == {instructor}
    assert presence.people_at_each(["site", "queue", "x"]) == {
        "site": {learner.pk},
        "queue": {instructor.pk},
        "x": set(),
    }
    presence.leave(user_id=instructor.pk, place="queue", holder="one")
    assert at_desk() == {instructor}
    presence.leave(user_id=instructor.pk, place="queue", holder="two")
    presence.leave(user_id=instructor.pk, place="queue", holder="two")
    assert (presence.people_at("queue"), at_desk()) == (set(), set())
    assert presence.sweep() == set()  # who said goodbye is not missed


def test_what_nobody_renews_counts_for_nothing_and_is_missed_once(learner, instructor):
    here(learner, place="consult.x", holder="dead")
    here(instructor, holder="dead")
    here(instructor, holder="alive")
    signs.age(signs.ALIVE + 1)
    presence.renew(holder="alive", held=[(instructor.pk, "queue")])
    assert presence.people_at_each(["consult.x", "queue"]) == {"consult.x": set(), "queue": {instructor.pk}}
    assert presence.sweep() == {"consult.x", "queue"}
    assert presence.sweep() == set()
    assert presence.people_at("queue") == {instructor.pk}


def test_a_beat_brings_back_what_was_lost(learner):
    here(learner, place="site")
    here(learner, place="consult.x")
    signs.lose()
    assert presence.people_at("site") == set()
    presence.renew(holder="one", held=[(learner.pk, "site"), (learner.pk, "consult.x")])
    assert presence.people_at_each(["site", "consult.x"]) == {"site": {learner.pk}, "consult.x": {learner.pk}}


def test_the_last_sign_of_a_person_is_that_of_any_holder(learner, instructor):
    here(learner, holder="one")
    signs.age(20)
    assert presence.last_signs([learner.pk, instructor.pk]) == {learner.pk: pytest.approx(20, abs=3)}
    here(learner, place="site", holder="two")
    assert presence.last_signs([learner.pk])[learner.pk] < 3
    assert presence.last_signs([]) == {}
