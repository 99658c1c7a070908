"""Other work for a web process while its sockets are measured."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from websockets.sync.client import connect

from benchmarks.machines import Ours

LOG_INS_AT_ONCE = 8
BETWEEN_SECONDS = 1.0


@contextmanager
def slow_client(ours: Ours) -> Iterator[None]:
    """Let a socket make its process wait for the database each second."""
    facts = ours.socket("/ws/bench/", "instructors", 0, 0)

    def work(stop: threading.Event) -> None:
        with connect(facts["url"], additional_headers=facts["headers"]) as socket:
            socket.send('{"type": "slow"}')
            while not stop.wait(BETWEEN_SECONDS):
                socket.send('{"type": "slow"}')

    with _threads(1, work):
        yield


@contextmanager
def log_ins(ours: Ours) -> Iterator[None]:
    """Let eight log in at once, again and again."""
    asker = ours.station.people["asker"]

    def work(stop: threading.Event) -> None:
        with httpx.Client(base_url=ours.webs[0].url, timeout=60) as client:
            while not stop.is_set():
                client.post("/api/v1/auth/token/", json=asker).raise_for_status()

    with _threads(LOG_INS_AT_ONCE, work):
        yield


@contextmanager
def _threads(count: int, work: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=[stop]) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
