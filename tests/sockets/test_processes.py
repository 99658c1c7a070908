"""Sockets of real web processes: events cross between processes and machines, with and without Redis."""

import asyncio
import contextlib
import json
import signal

import httpx
import pytest
import redis
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from opickme.hub.datagrams import run_directory
from tests.e2e.site import wait_for

PUBLISH = "from opickme import hub; hub.publish('user.{id}', {{'type': 'script.updated', 'id': {n}, 'state': 'done'}})"


async def hear(ws, seconds=20):
    return json.loads(await asyncio.wait_for(ws.recv(), seconds))


async def publish(station, name, number):
    """Let a command, a process of its own, publish and end."""
    await asyncio.to_thread(station.shell, PUBLISH.format(id=station.people[name]["id"], n=number))


async def closing_code(ws):
    """The code with which the server closes; frames before it are passed over."""
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionClosed):
            async for _ in ws:
                pass
    return ws.close_code


async def test_an_event_of_another_process_reaches_its_person_alone(station):
    web = station.web()
    async with (
        connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice,
        connect(f"{web.ws}/ws/me/", additional_headers=web.headers("robert")) as robert,
    ):
        assert await hear(alice) == await hear(robert) == {"type": "ready", "seq": 1}
        await publish(station, "alice", 1)
        await publish(station, "robert", 2)
        assert await hear(alice) == {"type": "script.updated", "id": 1, "state": "done", "seq": 2}
        assert await hear(robert) == {"type": "script.updated", "id": 2, "state": "done", "seq": 2}


async def test_logging_out_in_one_web_process_closes_the_socket_in_another(station):
    here, there = station.web(), station.web()
    async with (
        connect(f"{there.ws}/ws/me/", additional_headers=there.headers("alice")) as ends,
        connect(f"{there.ws}/ws/me/", additional_headers=there.headers("alice", session=1)) as stays,
    ):
        assert [(await hear(ws))["type"] for ws in (ends, stays)] == ["ready", "ready"]
        await asyncio.to_thread(_log_out, here)
        assert await closing_code(ends) == 4401
        await stays.send('{"type": "ping"}')
        assert (await hear(stays))["type"] == "pong"


def _log_out(web):
    with httpx.Client(base_url=web.url, headers={"Cookie": web.station.cookie("alice")}) as browser:
        token = "t" * 32
        headers = {"Cookie": f"{web.station.cookie('alice')}; csrftoken={token}", "X-CSRFToken": token}
        assert browser.post("/accounts/logout/", headers=headers).status_code == 302


@pytest.fixture
def machines(new_station, redis_server):
    """Two machines that share a database and a Redis."""
    first = new_station(REDIS_URL=redis_server.url)
    database = f"sqlite:///{first.folder / 'db.sqlite3'}"
    return first, new_station(REDIS_URL=redis_server.url, DATABASE_URL=database)


async def test_an_event_crosses_machines_through_redis(machines):
    here, there = machines
    web = there.web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
        assert (await hear(alice))["type"] == "ready"
        await publish(here, "robert", 1)
        await publish(here, "alice", 2)
        assert await hear(alice) == {"type": "script.updated", "id": 2, "state": "done", "seq": 2}


async def test_an_idle_socket_stays_open_on_redis(machines):
    """channels_redis' other layer with redis-py 8 closed every socket after some five seconds of silence."""
    web = machines[0].web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice"), ping_interval=None) as alice:
        assert (await hear(alice))["type"] == "ready"
        with pytest.raises(TimeoutError):
            await hear(alice, seconds=7)
        await publish(machines[1], "alice", 1)
        assert (await hear(alice))["id"] == 1


async def test_a_redis_that_is_killed_under_a_hundred_sockets_is_got_over(new_station, redis_server):
    """All stay open, are told to fetch again once it is back, and hear what comes then; nothing else is shown."""
    first = new_station(REDIS_URL=redis_server.url, SOCKETS_PER_USER="60", SOCKETS_PER_ADDRESS="200")
    shared = {name: first.env[name] for name in ("REDIS_URL", "SOCKETS_PER_USER", "SOCKETS_PER_ADDRESS")}
    second = new_station(**shared, DATABASE_URL=f"sqlite:///{first.folder / 'db.sqlite3'}")
    async with contextlib.AsyncExitStack() as opened:
        pages = []
        for web in (first.web(), second.web()):
            for _ in range(50):
                page = connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice"))
                pages.append(await opened.enter_async_context(page))
        assert [(await hear(page))["type"] for page in pages] == ["ready"] * 100
        redis_server.stop()
        try:
            await publish(first, "alice", 1)  # lost with its publisher
        finally:
            redis_server.start()
        assert [(await hear(page))["type"] for page in pages] == ["stale"] * 100
        await publish(first, "alice", 2)
        heard = [await after_stale(page) for page in pages]
        assert [(frame["type"], frame["id"]) for frame in heard] == [("script.updated", 2)] * 100
        # Both processes have written again who is here.
        signs = redis.Redis.from_url(redis_server.url)
        key = f"opickme.here:of:{first.people['alice']['id']}"
        await asyncio.to_thread(wait_for, lambda: signs.zcard(key) == 2, seconds=30, what=redis_server.process.output)


async def after_stale(ws):
    """The next frame that brings something: a page may be told to fetch again more than once."""
    while (frame := await hear(ws))["type"] == "stale":
        pass
    return frame


async def test_a_redis_that_hangs_keeps_nobody_out(machines, redis_server):
    web = machines[0].web()
    redis_server.process.popen.send_signal(signal.SIGSTOP)
    try:
        async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
            assert (await hear(alice))["type"] == "ready"
            noticed = "the channel layer is away"
            await asyncio.to_thread(
                wait_for, lambda: noticed in web.process.output(), seconds=30, what=web.process.output
            )
            assert _layer(web) == "failing"
            redis_server.process.popen.send_signal(signal.SIGCONT)
            assert (await hear(alice))["type"] == "stale"
            await publish(machines[1], "alice", 1)
            assert (await hear(alice))["id"] == 1
    finally:
        redis_server.process.popen.send_signal(signal.SIGCONT)


def _layer(web):
    return httpx.get(f"{web.url}/readyz", timeout=20).json()["parts"]["channel_layer"]


@pytest.fixture
def listeners(station, settings):
    """Names of the sockets that the web processes of the machine hear each other by."""
    settings.RUN_DIR = station.folder / "run"
    return lambda: [path.name for path in run_directory().glob("hub-*.sock")]


async def test_a_killed_web_process_leaves_no_trace_that_hinders_the_next(station, listeners):
    station.web().process.kill()
    web = station.web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
        assert (await hear(alice))["type"] == "ready"
        await publish(station, "alice", 1)
        assert (await hear(alice))["id"] == 1
    assert len(listeners()) == 1


async def test_a_stopping_process_says_come_again(station, listeners):
    web = station.web()
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
        assert (await hear(alice))["type"] == "ready"
        assert len(listeners()) == 1
        web.process.popen.send_signal(signal.SIGTERM)
        assert await closing_code(alice) == 1012
    assert await asyncio.to_thread(web.process.stop) == 0
    assert listeners() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
    ],
)
async def test_a_foreign_page_is_refused_with_403(station, headers):
    web = station.web()
    carried = {name: value for name, value in {**web.headers("alice"), **headers}.items() if value is not None}
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{web.ws}/ws/me/", additional_headers=carried)
    assert refused.value.response.status_code == 403
