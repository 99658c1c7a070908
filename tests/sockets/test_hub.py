"""Events between processes: what arrives, and how a loss is noticed. Two hubs in one loop stand for two processes."""

import asyncio
import contextlib
import os
import socket
import tempfile
from pathlib import Path

import pytest

from opickme import hub
from opickme.hub import datagrams, ledger
from opickme.hub.core import Hub

STALE = {"type": "stale"}


class Ear:
    """A subscriber that keeps what it heard."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue = asyncio.Queue()

    def __call__(self, event):
        self.queue.put_nowait(event)

    async def hear(self, seconds=5):
        return await asyncio.wait_for(self.queue.get(), seconds)


@pytest.fixture
def run_dir(settings, tmp_path_factory):
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        settings.RUN_DIR = Path(folder)
        yield settings.RUN_DIR


@pytest.fixture
async def pair(run_dir):
    """Two processes that hear each other."""
    hubs = [Hub(asyncio.get_running_loop()) for _ in range(2)]
    for each in hubs:
        await each.listen()
    yield hubs
    for each in hubs:
        each.close()


@contextlib.contextmanager
def deaf(run_dir, listener):
    """What is sent meanwhile does not reach `listener`."""
    path = listener._link._path
    away = path.with_name("away")
    path.rename(away)
    yield
    away.rename(path)


def event(number):
    return {"type": "script.updated", "id": number}


async def test_an_event_reaches_the_other_process_once_and_in_order(pair):
    here, there = pair
    ears = [Ear(), Ear()]
    await here.subscribe("t", ears[0])
    await there.subscribe("t", ears[1])
    for number in range(300):
        here.publish("t", event(number))
    for ear in ears:
        assert [await ear.hear() for _ in range(300)] == [event(number) for number in range(300)]
    await here.flush()
    assert all(ear.queue.empty() for ear in ears)


async def test_only_the_topic_that_is_followed_arrives(pair):
    here, there = pair
    ear = Ear()
    await there.subscribe("mine", ear)
    here.publish("other", event(1))
    here.publish("mine", event(2))
    assert await ear.hear() == event(2)
    there.unsubscribe("mine", ear)
    here.publish("mine", event(3))
    other = Ear()
    await there.subscribe("last", other)
    here.publish("last", event(4))
    assert await other.hear() == event(4)
    assert ear.queue.empty()


async def test_a_lost_event_is_noticed_with_the_next(pair, run_dir):
    here, there = pair
    ear = Ear()
    await there.subscribe("t", ear)
    here.publish("t", event(1))
    assert await ear.hear() == event(1)
    with deaf(run_dir, there):
        here.publish("t", event(2))
        await here.flush()
    here.publish("t", event(3))
    assert [await ear.hear(), await ear.hear()] == [STALE, event(3)]


async def test_a_lost_last_event_is_noticed_although_nothing_follows(pair, run_dir, monkeypatch):
    monkeypatch.setattr(ledger, "TRANSIT_SECONDS", 0)
    here, there = pair
    ear = Ear()
    await there.subscribe("t", ear)
    with deaf(run_dir, there):
        here.publish("t", event(1))
        await here.flush()
    assert await ear.hear() == STALE
    with pytest.raises(TimeoutError):
        await ear.hear(1.5)  # told once, although the publisher goes on to report


async def test_who_comes_later_has_missed_nothing(pair):
    here, there = pair
    ear, before = Ear(), Ear()
    await there.subscribe("before", before)
    here.publish("t", event(1))
    here.publish("before", event(0))
    await before.hear()
    await there.subscribe("t", ear)
    with pytest.raises(TimeoutError):
        await ear.hear(2.2)  # two reports pass
    here.publish("t", event(2))
    assert await ear.hear() == event(2)


async def test_the_socket_of_a_killed_process_is_removed(pair, run_dir):
    here, there = pair
    dead = run_dir / "hub-1-dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(dead))
    ear = Ear()
    await there.subscribe("t", ear)
    here.publish("t", event(1))
    assert await ear.hear() == event(1)
    await here.flush()
    assert not dead.exists()


async def test_a_listener_that_ends_takes_its_socket_along(run_dir):
    listener = Hub(asyncio.get_running_loop())
    await listener.listen()
    assert len(list(run_dir.iterdir())) == 1
    listener.close()
    assert not list(run_dir.iterdir())


async def test_a_broken_subscriber_does_not_keep_the_event_from_others(pair):
    here, _ = pair
    ear = Ear()

    def broken(event):
        raise ZeroDivisionError

    for sink in (broken, ear):
        await here.subscribe("t", sink)
    here.publish("t", event(1))
    assert await ear.hear() == event(1)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"7", b"{}", b'{"from": "x", "topic": "t"}', b'{"from": "x"}'])
async def test_a_frame_of_another_version_is_passed_over(pair, data):
    here, there = pair
    ear = Ear()
    await there.subscribe("t", ear)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(data, str(there._link._path))
    here.publish("t", event(1))
    assert await ear.hear() == event(1)


def test_a_long_directory_falls_back_to_one_that_fits(settings, tmp_path):
    settings.RUN_DIR = tmp_path / ("long" * 30)
    found = datagrams.run_directory()
    try:
        assert len(os.fsencode(found)) + datagrams.NAME_BYTES <= datagrams.ADDRESS_BYTES
        assert found == datagrams.run_directory()
        assert found.stat().st_mode & 0o777 == 0o700
    finally:
        found.rmdir()


@pytest.mark.parametrize("bad", [{"type": "x", "at": object()}, {"type": {1}}])
def test_what_is_no_json_is_refused_at_its_author(bad):
    with pytest.raises(TypeError):
        hub.publish("t", bad)


def test_an_event_needs_a_type():
    with pytest.raises(KeyError):
        hub.publish("t", {"id": 1})
