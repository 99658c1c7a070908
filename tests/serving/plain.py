"""Requests written byte by byte."""

import socket
from collections.abc import Callable
from contextlib import closing

from tests.stations import Web


def head(*lines: str, length: int | str | None = None) -> bytes:
    fields = ["POST /accounts/signup/ HTTP/1.1", "Host: localhost", "Content-Type: multipart/form-data; boundary=b"]
    fields += [f"Content-Length: {length}"] if length is not None else []
    return "\r\n".join([*fields, *lines, "", ""]).encode()


def talk(web: Web, *parts: bytes | Callable[[socket.socket], None]) -> bytes:
    """Send, and read until the server closes."""
    with closing(web.connect()) as wire:
        try:
            for part in parts:
                part(wire) if callable(part) else wire.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused while we were still sending
        return read(wire)


def read(wire: socket.socket) -> bytes:
    answer = b""
    try:
        while part := wire.recv(65536):
            answer += part
    except ConnectionResetError:
        pass
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def chunks(count: int, size: int = 256 * 1024) -> Callable[[socket.socket], None]:
    def send(wire: socket.socket) -> None:
        chunk = b"%x\r\n%s\r\n" % (size, b"x" * size)
        for _ in range(count):
            wire.sendall(chunk)
        wire.sendall(b"0\r\n\r\n")

    return send
