"""Requests that are none: a clear refusal, and the server stays."""

import httpx
import pytest

from tests.serving.plain import head, status, talk
from tests.stations import stations

FORM = b"--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"


@pytest.fixture(scope="module")
def web(station_template, tmp_path_factory):
    with stations(station_template, tmp_path_factory.mktemp("garbage")) as new_station:
        yield new_station().web()


@pytest.mark.parametrize("length", ["9" * 30, "-1", "1e3", "0x10", "12, 13", "", "9" * 5000, "٣"])
def test_a_length_that_is_none_is_refused(web, length):
    answer = talk(web, head(length=length).replace("٣".encode(), b"\xd9\xa3"), FORM)
    assert answer == b"" or status(answer) in {400, 413}
    assert web.answers()


def test_two_lengths_are_refused(web):
    assert status(talk(web, head("Content-Length: 4", length=5), b"12345")) == 400
    assert status(talk(web, head("Transfer-Encoding: chunked", length=5), b"0\r\n\r\n")) == 400


def test_a_body_longer_than_its_length_is_no_second_request(web):
    answer = talk(web, head(length=5), b"12345" + b"\xff\xfe\x00garbage\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 0
    assert web.answers()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: \x0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\xff\xfe: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 600 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    ],
)
def test_garbage_is_refused_and_the_server_stays(web, garbage):
    answer = talk(web, garbage)
    assert answer == b"" or 400 <= status(answer) < 500
    assert web.answers()


def test_no_header_of_a_client_moves_the_addresses_of_the_site(web):
    for value in ("/evil", "\xff"):
        answer = httpx.get(f"{web.url}/scripts/", headers={"Daphne-Root-Path": value.encode("latin-1")}, timeout=20)
        assert answer.status_code == 302
        assert "evil" not in answer.headers["location"]


def test_a_protocol_list_of_garbage_is_refused(web):
    handshake = b"GET /ws/me/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    handshake += b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    assert status(talk(web, handshake + b"Sec-WebSocket-Protocol: bearer, \xff\r\n\r\n")) == 400
    assert web.answers()
