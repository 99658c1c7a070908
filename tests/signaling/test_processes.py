"""The two of a consult on different web processes, and processes that die under them."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from asgiref.sync import sync_to_async
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from accounts.models import Presence
from consults.models import Consult
from tests.consults import making
from tests.consults.serving import bearer, machine
from tests.signaling.rooms import path
from tests.sockets.talk import session_of
from tests.stations import Station, Web

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 20


@pytest.fixture(params=["datagrams", "redis"])
def two(request, transactional_db: None, tmp_path: Path) -> Iterator[tuple[Web, Web]]:
    """Two web processes: of one machine, or of two that share a Redis."""
    if request.param == "datagrams":
        with machine(tmp_path / "one") as station:
            yield station.web(), station.web()
        return
    redis = {"REDIS_URL": request.getfixturevalue("redis_server").url}
    with machine(tmp_path / "one", **redis) as here, machine(tmp_path / "two", **redis) as there:
        yield here.web(), there.web()


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Station]:
    with machine(tmp_path / "one") as station:
        yield station


class Page:
    """A page's socket at a real web process."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws

    async def next(self):
        frame = json.loads(await asyncio.wait_for(self.ws.recv(), SECONDS))
        del frame["seq"]
        return frame

    async def say(self, frame):
        await self.ws.send(json.dumps(frame, ensure_ascii=False))

    async def code(self):
        """The code with which the server closes; frames before it are passed over."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.next()
        return self.ws.close_code


@pytest.fixture
async def open_page() -> Callable:
    """Open a socket at a web process: `await open_page(web, path, user)`."""
    opened = []

    async def connected(web, address, user):
        headers = {"Cookie": f"sessionid={await session_of(user)}", "Origin": web.url}
        opened.append(await connect(f"{web.ws}{address}", additional_headers=headers))
        return Page(opened[-1])

    yield connected
    for ws in opened:
        await ws.close()


async def test_the_two_meet_from_different_processes(two, open_page, taken, learner, instructor):
    here, there = two
    first = await open_page(here, path(taken), learner)
    assert (await first.next())["peer_present"] is False
    second = await open_page(there, path(taken), instructor)
    assert (await second.next())["peer_present"] is True
    assert await first.next() == {"type": "peer.joined"}
    large = {"type": "signal", "data": {"description": {"type": "offer", "sdp": "a" * 32_000}, "pad": "한" * 10_000}}
    for sender, hearer in ((first, second), (second, first)):
        await sender.say(large)
        for number in range(20):
            await sender.say({"type": "signal", "data": {"n": number}})
        assert await hearer.next() == large
        assert [(await hearer.next())["data"]["n"] for _ in range(20)] == list(range(20))
    await second.say({"type": "script.visible", "on": True})
    assert await first.next() == await second.next() == {"type": "script.visible", "on": True}

    third = await open_page(there, path(taken), learner)  # a second tab, at the other process
    assert (await third.next())["script_visible"] is True
    assert await first.code() == 4408
    assert await second.next() == {"type": "peer.joined"}
    fourth = await open_page(here, path(taken), learner)
    assert (await fourth.next())["type"] == "welcome"
    assert await third.code() == 4408
    assert await second.next() == {"type": "peer.joined"}
    await fourth.say({"type": "signal", "data": {"from": "the last"}})
    assert await second.next() == {"type": "signal", "data": {"from": "the last"}}

    await fourth.ws.close()
    assert await second.next() == {"type": "peer.left"}


async def test_the_end_is_told_at_every_process(two, open_page, taken, learner, instructor):
    pages = [await open_page(web, path(taken), user) for web, user in zip(two, (learner, instructor), strict=True)]
    for page in pages:
        assert (await page.next())["type"] == "welcome"
    assert await pages[0].next() == {"type": "peer.joined"}
    headers = await sync_to_async(bearer)(instructor)
    async with httpx.AsyncClient(base_url=two[0].url, headers=headers, timeout=SECONDS) as program:
        assert (await program.post(f"/api/v1/consults/{taken.pk}/drop/")).json()["ended_reason"] == "dropped"
    for page in pages:
        assert await page.next() == {"type": "consult.ended", "feedback_id": None, "reason": "dropped"}
        assert await page.code() == 4410


async def test_a_killed_process_does_not_end_the_call(site, open_page, taken, learner, instructor):
    here, there = site.web(), site.web()
    other = await open_page(there, path(taken), instructor)
    assert (await other.next())["type"] == "welcome"
    first = await open_page(here, path(taken), learner)
    assert (await first.next())["type"] == "welcome"
    assert await other.next() == {"type": "peer.joined"}
    here.process.kill()
    back = await open_page(there, path(taken), learner)
    assert (await back.next())["peer_present"] is True
    assert await other.next() == {"type": "peer.joined"}
    await back.say({"type": "signal", "data": {"n": 1}})
    assert await other.next() == {"type": "signal", "data": {"n": 1}}
    assert (await Consult.objects.aget()).state == Consult.State.IN_PROGRESS


async def test_who_does_not_come_back_from_a_killed_process_is_missed(site, open_page, taken, learner, instructor):
    """No worker runs: the web process that is left sees to it."""
    here, there = site.web(), site.web()
    other = await open_page(there, path(taken), instructor)
    first = await open_page(here, path(taken), learner)
    for page in (other, first):
        assert (await page.next())["type"] == "welcome"
    assert await other.next() == {"type": "peer.joined"}
    here.process.kill()
    await Presence.objects.filter(user=learner).aupdate(seen_at=making.ago(60))
    assert await other.next() == {"type": "peer.left"}


async def test_who_waited_at_a_killed_process_leaves_the_line(site, open_page, learner, instructor):
    """No worker runs: the web process that is left sees to it."""
    here, there = site.web(), site.web()
    desk = await open_page(there, "/ws/queue/", instructor)
    mine = await open_page(here, "/ws/me/", learner)
    assert (await desk.next())["type"] == (await mine.next())["type"] == "ready"
    waiting = await sync_to_async(making.consult)(learner)
    here.process.kill()
    await Presence.objects.filter(user=learner).aupdate(seen_at=making.ago(60))
    await Consult.objects.aupdate(learner_seen_at=making.ago(60))
    while (frame := await desk.next())["type"] != "queue.removed":
        assert frame["type"] == "queue.presence"
    assert frame["id"] == str(waiting.pk)
    gone = await Consult.objects.aget()
    assert (gone.state, gone.ended_reason) == (Consult.State.EXPIRED, Consult.Reason.ABSENT)


async def test_a_bad_line_does_not_lock_its_person_out(site, open_page, taken, learner):
    """Ten sockets one after the other, none of which says good-bye: each is ousted by the next."""
    web = site.web()
    for _ in range(10):
        page = await open_page(web, path(taken), learner)
        assert (await page.next())["type"] == "welcome"
    assert (await Consult.objects.aget()).learner_seat == 10


async def test_rooms_of_a_stopping_process_are_told_to_come_again(site, open_page, taken, learner):
    web = site.web()
    page = await open_page(web, path(taken), learner)
    assert (await page.next())["type"] == "welcome"
    web.process.popen.terminate()
    assert await page.code() == 1012
