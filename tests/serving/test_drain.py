"""A web process that is told to stop: nothing new comes in, what is open is sent elsewhere, and it ends."""

import asyncio
import signal
import threading

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.e2e.site import wait_for

SLOW = """
import threading
from pathlib import Path
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from opickme import urls
def slow(request):
    print("begun", flush=True)
    while not Path(settings.DATA_DIR, "go").exists():
        threading.Event().wait(0.02)
    return HttpResponse("whole")
urls.urlpatterns.insert(0, path("slow", slow))
from django.core.management import call_command
call_command("web", port={port})
"""


async def test_a_process_that_stops_sends_its_sockets_away_and_takes_no_new_ones(station, free_web):
    web = await asyncio.to_thread(free_web, SLOW)
    answers = []
    kept = threading.Thread(target=lambda: answers.append(httpx.get(f"{web.url}/slow", timeout=30).text))
    async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
        await alice.recv()
        kept.start()
        await asyncio.to_thread(wait_for, lambda: "begun" in web.process.output(), seconds=20, what=web.process.output)
        web.process.popen.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(alice.recv(), 10)
        assert alice.close_code == 1012
    # A request is still under way, so the process stays: alive, but not for anything new.
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice"))
    assert refused.value.response.status_code == 503
    assert httpx.get(f"{web.url}/").status_code == 503
    assert httpx.get(f"{web.url}/readyz").json()["parts"]["process"] == "failing"
    assert httpx.get(f"{web.url}/healthz").text == "ok\n"
    (station.folder / "go").touch()
    await asyncio.to_thread(kept.join)
    assert answers == ["whole"]
    assert await asyncio.to_thread(web.process.popen.wait, 10) == 0


async def test_what_does_not_end_by_itself_ends_with_the_time_for_it(new_station):
    web = await asyncio.to_thread(new_station(DRAIN_SECONDS="1").web)
    with httpx.Client(base_url=web.url) as client:
        assert client.get("/healthz").text == "ok\n"
        # A client that has stopped: it never answers the closing frame.
        async with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as alice:
            await alice.recv()
            alice.transport.pause_reading()
            assert await asyncio.to_thread(web.process.stop, seconds=8) == 0
