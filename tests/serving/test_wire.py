"""Websockets at the level of bytes: broken frames, silent clients, clients that do not read."""

import socket
import struct
from contextlib import closing

import httpx
import pytest
from websockets.sync.client import connect

from tests.e2e.site import wait_for
from tests.stations import Web, stations

KEY = b"\x01\x02\x03\x04"
PUBLISH = """
from opickme import hub
for number in range(300):
    hub.publish("user.{id}", {{"type": "script.updated", "id": number, "state": "x" * 50_000}})
"""


@pytest.fixture(scope="module")
def web(station_template, tmp_path_factory):
    with stations(station_template, tmp_path_factory.mktemp("wire")) as new_station:
        yield new_station().web()


def shake_hands(web: Web, name: str = "robert", *, room: int = 0) -> socket.socket:
    """A bare websocket; `room` is the size of its receive buffer."""
    wire = socket.socket()
    if room:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    wire.settimeout(30)
    wire.connect(("127.0.0.1", web.port))
    lines = ["GET /ws/me/ HTTP/1.1", f"Host: 127.0.0.1:{web.port}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    lines += [f"{field}: {value}" for field, value in web.headers(name).items()]
    wire.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b'"ready"' not in answer:
        answer += wire.recv(4096)
    assert answer.startswith(b"HTTP/1.1 101")
    return wire


def frame(first: int, payload: bytes = b"", *, masked: bool = True) -> bytes:
    size = bytes([len(payload) | 0x80 * masked])
    return bytes([first]) + size + (KEY + bytes(b ^ KEY[i % 4] for i, b in enumerate(payload)) if masked else payload)


def open_sockets(web: Web) -> int:
    figures = httpx.get(f"{web.url}/metrics", timeout=20).text
    return int(float(figures.split("\nopickme_sockets_open ")[1].split("\n")[0]))


def is_closed(wire: socket.socket) -> bool:
    """Read to the end."""
    try:
        while wire.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize(
    "data",
    [
        frame(0x81, b"\xff\xfe"),
        frame(0x81, b'{"type": "ping"}', masked=False),
        frame(0x83, b"reserved opcode"),
        frame(0xC1, b"reserved bit"),
        frame(0x09, b"a ping in pieces"),
        frame(0x80, b"the end of nothing"),
        bytes([0x81, 0xFF]) + struct.pack("!Q", 1 << 62) + KEY,
        b"\x00" * 64,
    ],
    ids=["bad utf-8", "unmasked", "opcode", "rsv", "fragmented ping", "continuation", "2^62 bytes", "zeros"],
)
def test_a_broken_frame_ends_its_socket_alone(web, data):
    with connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice")) as other:
        assert '"ready"' in other.recv(timeout=20)
        with closing(shake_hands(web)) as wire:
            wire.sendall(data)
            assert is_closed(wire)
        other.send('{"type": "ping"}')
        assert '"pong"' in other.recv(timeout=20)


PATCHED = """
from opickme.serving import server
server.PING_SECONDS, server.PONG_SECONDS = {ping}, 1
from django.core.management import call_command
call_command("web", port={port})
"""


def test_a_client_that_answers_no_ping_is_dropped(free_web):
    web = free_web(PATCHED.replace("{ping}", "1"))
    with closing(shake_hands(web)):
        assert open_sockets(web) == 1
        wait_for(lambda: open_sockets(web) == 0, seconds=30, what=web.process.output)


def test_a_client_that_does_not_read_is_dropped_and_the_others_are_told_all(free_web):
    web = free_web(PATCHED.replace("{ping}", "1000"))
    with (
        closing(shake_hands(web, "alice", room=4096)),
        connect(f"{web.ws}/ws/me/", additional_headers=web.headers("alice"), max_queue=None) as reader,
    ):
        assert '"ready"' in reader.recv(timeout=20)
        web.station.shell(PUBLISH.format(id=web.station.people["alice"]["id"]))
        heard = [reader.recv(timeout=20) for _ in range(300)]
        assert all(f'"id": {number},' in text for number, text in enumerate(heard))
        wait_for(lambda: open_sockets(web) == 1, seconds=30, what=web.process.output)
