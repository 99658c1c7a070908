"""One anonymous client must not disturb others: limits below Django, on a real web process."""

import socket
import threading
import time

import httpx
import psutil
import pytest
from websockets.sync.client import connect

from tests.e2e.site import wait_for
from tests.serving.plain import chunks, head, status, talk
from tests.stations import stations

MEGABYTE = 1024 * 1024
FORM = b"--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"


class Watch:
    """Memory of a process and the patience of its other clients, while something happens."""

    def __init__(self, web) -> None:
        self.web = web
        self.answered = 0
        self._process = psutil.Process(web.process.pid)
        self._done = threading.Event()

    def __enter__(self) -> "Watch":
        self._connection = connect(f"{self.web.ws}/ws/me/", additional_headers=self.web.headers("alice"))
        self._ws = self._connection.__enter__()
        assert '"ready"' in self._ws.recv(timeout=20)
        self.before = self.peak = self._process.memory_info().rss
        self._threads = [threading.Thread(target=job) for job in (self._measure, self._ask)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
        self._connection.__exit__(None, None, None)

    @property
    def growth(self) -> float:
        """In MB."""
        return (self.peak - self.before) / MEGABYTE

    def _measure(self) -> None:
        while not self._done.wait(0.01):
            self.peak = max(self.peak, self._process.memory_info().rss)

    def _ask(self) -> None:
        """A page and a frame, over and over; each must be answered."""
        while not self._done.is_set():
            assert httpx.get(f"{self.web.url}/healthz", timeout=20).text == "ok\n"
            self._ws.send('{"type": "ping"}')
            assert '"pong"' in self._ws.recv(timeout=20)
            self.answered += 1
            self._done.wait(0.1)  # below the rate at which frames are a flood


@pytest.fixture(scope="module")
def web(station_template, tmp_path_factory):
    with stations(station_template, tmp_path_factory.mktemp("guard")) as new_station:
        yield new_station().web()


def test_a_declared_form_of_300_mb_is_refused_without_reading_it(web):
    body = b"x" * MEGABYTE
    with Watch(web) as watch:
        answer = talk(web, head(length=300 * MEGABYTE), FORM, *[body] * 300)
    assert status(answer) == 413
    assert b'"code": "too_large"' in answer
    assert watch.growth < 30
    assert watch.answered > 0


def test_a_chunked_form_of_300_mb_is_cut_at_the_limit(web):
    with Watch(web) as watch:
        answer = talk(web, head("Transfer-Encoding: chunked"), chunks(1200))
    assert status(answer) == 413
    assert watch.growth < 60
    assert watch.answered > 0


def test_a_form_within_the_limit_is_not_parsed_in_memory(web):
    with Watch(web) as watch:
        answer = talk(web, head("Connection: close", length=45 * MEGABYTE), FORM, b"x" * (45 * MEGABYTE - len(FORM)))
    assert status(answer) in {400, 403}  # Django's own judgement: no CSRF token, more than its limits
    assert watch.growth < 150
    assert watch.answered > 0


def test_what_waits_for_a_go_ahead_is_refused_before_it_sends(web):
    answer = talk(web, head("Expect: 100-continue", length=300 * MEGABYTE))
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"100 Continue" not in answer


def test_a_message_of_more_than_64_kb_ends_its_socket_alone(web):
    with Watch(web) as watch, connect(f"{web.ws}/ws/me/", additional_headers=web.headers("robert")) as ws:
        assert '"ready"' in ws.recv(timeout=20)
        ws.send("x" * (64 * 1024))
        assert '"malformed"' in ws.recv(timeout=20)
        ws.send("x" * (64 * 1024 + 1))
        with pytest.raises(Exception, match=r"1009|no close frame"):
            ws.recv(timeout=20)
    assert watch.answered > 0


@pytest.fixture
def impatient(free_web):
    """A web process that waits one second for a body, instead of thirty."""
    return free_web(
        "from opickme.serving import guard; guard.GRACE_SECONDS = 1.0; "
        "from django.core.management import call_command; call_command('web', port={port})"
    )


def test_a_body_that_stands_still_is_given_up(impatient):
    began = time.monotonic()
    answer = talk(impatient, head(length=1000), b"only this")
    assert status(answer) == 408
    assert time.monotonic() - began < 25  # not the idle limit of a minute


def test_a_body_that_drips_is_given_up(impatient):
    stopped = threading.Event()

    def drip(wire: socket.socket) -> None:
        def send() -> None:
            try:
                while not stopped.wait(0.2):
                    wire.sendall(b"x")
            except OSError:
                pass

        threading.Thread(target=send, daemon=True).start()

    try:
        assert status(talk(impatient, head(length=1000), drip)) == 408
    finally:
        stopped.set()


def test_one_address_holds_only_so_many_connections(new_station):
    web = new_station(CONNECTIONS_PER_ADDRESS="10").web()
    held = [web.connect() for _ in range(10)]
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{web.url}/healthz", timeout=20)
    for wire in held:
        wire.close()
    assert wait_for(web.answers, seconds=20, what=web.process.output)


def test_bodies_of_all_requests_together_are_bounded(new_station):
    web = new_station(BODIES_MAX_BYTES=str(MEGABYTE)).web()
    answer = talk(web, head("Connection: close", length=2 * MEGABYTE), b"x" * (2 * MEGABYTE))
    assert status(answer) == 503
    assert status(talk(web, head("Connection: close", length=1000), b"x" * 1000)) == 403
