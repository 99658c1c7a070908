"""Several Redis that share the work, and Sentinels that know which is the master: as REDIS_URL names them."""

import asyncio

import pytest
import redis
from channels_redis.utils import _consistent_hash
from django.core.exceptions import ImproperlyConfigured
from websockets.asyncio.client import connect

from opickme.redis_hosts import hosts
from opickme.redis_store import connect as connect_to
from opickme.redis_store import problems
from tests.e2e.site import free_port, wait_for
from tests.services import Process, RedisServer, program
from tests.sockets.test_processes import hear, publish

SENTINEL = "redis+sentinel://:se%40cret@one:26379,two/opickme/2"
CONF = """
port {port}
bind 127.0.0.1
dir {folder}
sentinel monitor opickme 127.0.0.1 {master} 1
sentinel down-after-milliseconds opickme 1000
sentinel failover-timeout opickme 3000
"""


def test_what_an_address_says():
    (one,) = hosts("redis://a:6379/0")
    assert one.for_layer(socket_timeout=5) == {"address": "redis://a:6379/0", "socket_timeout": 5}
    several = hosts("redis://:secret@a:6379/0, rediss://b:6380/1," + SENTINEL)
    assert [host.label for host in several] == [
        "a:6379",
        "b:6380",
        "service opickme of the Sentinels one:26379, two:26379",
    ]
    assert several[2].for_layer(socket_timeout=5) == {
        "master_name": "opickme",
        "sentinels": [("one", 26379), ("two", 26379)],
        "sentinel_kwargs": {"socket_timeout": 5},
        "db": 2,
        "password": "se@cret",
        "socket_timeout": 5,
    }
    assert hosts("") == []


@pytest.mark.parametrize(
    "url", ["http://a", "redis+sentinel://a:1", "redis+sentinel:///opickme", "a:6379", "redis+sentinel://a:x/opickme"]
)
def test_an_address_that_makes_no_sense_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        hosts(url)


@pytest.fixture
def started(tmp_path):
    """Start servers of Redis that end with the test."""
    servers = []

    def start(**options):
        folder = tmp_path / f"redis{len(servers)}"
        folder.mkdir()
        servers.append(RedisServer(folder).start())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


async def test_of_two_that_share_the_topics_one_restarts(new_station, started):
    """Not the one that carries the echoes and reports of all, so nothing else would tell."""
    servers = [started(), started()]
    station = new_station(REDIS_URL=",".join(server.url for server in servers))
    every, name = host_of("hub.every"), "alice"
    assert host_of(f"user.{station.people[name]['id']}") != every
    web = station.web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers(name)) as page:
        assert (await hear(page))["type"] == "ready"
        await publish(station, name, 1)
        assert (await hear(page))["id"] == 1
        servers[1 - every].stop()
        servers[1 - every].start()
        assert (await hear(page))["type"] == "stale"
        await publish(station, name, 2)
        assert (await heard(page, "script.updated"))["id"] == 2


def host_of(topic):
    return _consistent_hash(f"opickme__group__{topic}", 2)


async def heard(page, kind):
    """The next frame of a kind; a page may be told to fetch again more than once."""
    while (frame := await hear(page))["type"] != kind:
        assert frame["type"] == "stale"
    return frame


@pytest.fixture
def guarded(tmp_path, started):
    """A master with a copy, and a Sentinel that watches them: (REDIS_URL, master)."""
    master, copy = started(), started()
    with redis.Redis.from_url(copy.url) as client:
        client.replicaof("127.0.0.1", master.port)
    port, conf = free_port(), tmp_path / "sentinel.conf"
    conf.write_text(CONF.format(port=port, folder=tmp_path, master=master.port))
    sentinel = Process([program("redis-server", "redis-server"), str(conf), "--sentinel"], tmp_path / "sentinel.log")
    asked = redis.Redis(port=port, decode_responses=True)
    try:
        wait_for(lambda: knows_copy(asked), seconds=30, what=sentinel.output)
        yield f"redis+sentinel://127.0.0.1:{port}/opickme/0", master
    finally:
        sentinel.kill()


def knows_copy(sentinel):
    try:
        return sentinel.sentinel_master("opickme")["num-slaves"] == 1
    except redis.RedisError:
        return False


async def test_a_copy_takes_the_place_of_a_dead_master(new_station, guarded, settings):
    url, master = guarded
    station = new_station(REDIS_URL=url)
    settings.REDIS_URL = url
    assert problems() == []
    web = station.web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
        assert (await hear(alice))["type"] == "ready"
        await publish(station, "alice", 1)
        assert (await hear(alice))["id"] == 1
        master.stop()
        assert (await hear(alice, 60))["type"] == "stale"
        await publish(station, "alice", 2)
        assert (await heard(alice, "script.updated"))["id"] == 2
        # Presence went with it: written again by the next beat, at the new master.
        here = f"opickme.here:of:{station.people['alice']['id']}"
        await asyncio.to_thread(wait_for, lambda: holds(url, here), seconds=30, what=web.process.output)


def holds(url, key):
    try:
        with connect_to(hosts(url)[0]) as client:
            return client.exists(key)
    except redis.RedisError:
        return False


def test_what_is_wrong_with_a_redis_is_said_in_a_line(started, settings):
    server = started()
    settings.REDIS_URL = f"{server.url},redis://127.0.0.1:{free_port()}/0"
    (line,) = problems()
    assert line.startswith("Redis 127.0.0.1:")
    assert "Connection refused" in line
    settings.REDIS_URL = server.url
    assert problems() == []
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert "maxmemory-policy allkeys-lru" in problems()[0]
        client.config_set("requirepass", "secret")
    assert "password" in problems()[0]
    assert "secret" not in " ".join(problems())
