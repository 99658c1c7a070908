"""Redis starts anew, or is away: nobody loses a place in line for that, and the pages that need no Redis work."""

import pytest
from django.core.cache import cache

from consults.models import Consult
from consults.services import upkeep
from opickme.api import Throttle
from tests import signs
from tests.consults import making
from tests.services import redis_server

__all__ = ["redis_server"]
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def gone(learner, settings):
    """A request whose learner would be out of the line by now."""
    return making.consult(learner, learner_seen_at=making.ago(settings.CONSULT_GRACE_SECONDS + 1))


def state(consult):
    return Consult.objects.get(pk=consult.pk).state


def test_after_a_fresh_start_nobody_is_judged_until_all_have_written_again(gone, redis_server, settings):
    settings.REDIS_URL = redis_server.url
    signs.lose()
    upkeep.keep_order()
    assert state(gone) == Consult.State.WAITING
    signs.whole_for(signs.ALIVE - 2)
    upkeep.keep_order()
    assert state(gone) == Consult.State.WAITING
    signs.whole_for(signs.ALIVE)
    upkeep.keep_order()
    assert state(gone) == Consult.State.EXPIRED


def test_an_old_copy_of_the_store_is_as_good_as_an_empty_one(gone, redis_server, settings):
    """What Redis reads from its disk after an hour away: it knew a time since when it was whole, and no beat lately."""
    settings.REDIS_URL = redis_server.url
    signs.lose()
    signs.whole_for(3600)
    signs.client().delete(signs.keys.KEPT)
    upkeep.keep_order()
    assert state(gone) == Consult.State.WAITING


def test_while_it_is_away_nobody_is_judged(gone, settings, caplog):
    settings.REDIS_URL = NOBODY
    upkeep.keep_order()
    assert state(gone) == Consult.State.WAITING
    assert "nobody is judged absent for now" in caplog.text


def test_while_it_is_away_what_needs_it_says_come_again(gone, instructor_api, settings):
    settings.REDIS_URL = NOBODY
    refused = instructor_api.post(f"/api/v1/consults/{gone.pk}/claim/")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "unavailable", "2")
    assert state(gone) == Consult.State.WAITING


def test_while_it_is_away_scripts_are_shown(gone, client, learner, settings):
    settings.REDIS_URL = NOBODY
    client.force_login(learner)
    page = client.get("/scripts/")
    assert page.status_code == 200
    assert gone.script.question_text in page.content.decode()


@pytest.fixture
def cached(settings, redis_server):
    """The cache as it is with a Redis, and two requests of a kind in a minute."""
    settings.REDIS_URL = redis_server.url
    settings.CACHES = {"default": {"BACKEND": "opickme.redis_cache.Cache", "KEY_PREFIX": "opickme.cache"}}
    rates = {**Throttle.THROTTLE_RATES, "signup": "2/min"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Throttle, "THROTTLE_RATES", rates)
        yield
    cache.clear()


@pytest.mark.usefixtures("cached", "db")
def test_limits_are_counted_in_redis_and_by_each_process_while_it_is_away(client, settings):
    codes = [client.post("/accounts/signup/", {}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert signs.client().keys("opickme.cache:*")
    settings.REDIS_URL = NOBODY
    assert [client.post("/accounts/signup/", {}).status_code for _ in range(3)] == codes


@pytest.mark.usefixtures("cached", "db")
def test_log_ins_are_counted_in_the_database_whatever_redis_does(client, settings, learner):
    settings.REDIS_URL = NOBODY
    fields = {"username": learner.username, "password": "wrong"}
    codes = [client.post("/accounts/login/", fields).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert codes == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]


@pytest.mark.usefixtures("cached")
def test_emptying_the_cache_leaves_the_signs_of_life():
    cache.set("a", {"b": [1]}, 30)
    cache.set("n", 1, 30)
    assert (cache.get("a"), cache.incr("n"), cache.add("n", 5)) == ({"b": [1]}, 2, False)
    signs.whole_for(1)
    cache.clear()
    assert cache.get_many(["a", "n"]) == {}
    assert signs.client().exists(signs.keys.SINCE)
