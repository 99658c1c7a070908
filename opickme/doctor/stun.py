"""As much of STUN and TURN as it takes to ask for a relay (RFC 8489, RFC 8656)."""

import hashlib
import hmac
import os
import socket
import ssl
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

COOKIE = 0x2112A442
ALLOCATE, REFRESH = 0x0003, 0x0004
USERNAME, INTEGRITY, ERROR_CODE, LIFETIME, REALM, NONCE, RELAYED, TRANSPORT = 6, 8, 9, 0xD, 0x14, 0x15, 0x16, 0x19
UDP = struct.pack("!B3x", 17)
Attributes = dict[int, bytes]


class Line(Protocol):
    """A connection that carries one message after the other."""

    def ask(self, message: bytes) -> bytes: ...


@dataclass
class Datagrams:
    line: socket.socket

    def ask(self, message: bytes) -> bytes:
        for seconds in (0.5, 1.0, 2.0):  # a datagram may be lost
            self.line.settimeout(seconds)
            self.line.send(message)
            try:
                return self.line.recv(2048)
            except TimeoutError:
                continue
        raise TimeoutError("no answer")


@dataclass
class Stream:
    line: socket.socket

    def ask(self, message: bytes) -> bytes:
        self.line.sendall(message)
        head = self._take(20)
        return head + self._take(struct.unpack("!H", head[2:4])[0])

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            if not (part := self.line.recv(size - len(taken))):
                raise ConnectionError("the server hung up")
            taken += part
        return taken


def connect(host: str, port: int, transport: str, *, tls: bool, seconds: float = 5) -> tuple[socket.socket, Line]:
    """Open a line to a TURN server. Raises OSError."""
    if transport == "udp" and not tls:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        line = socket.socket(family, kind)
        line.connect(address)
        return line, Datagrams(line)
    line = socket.create_connection((host, port), timeout=seconds)
    if tls:
        line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
    return line, Stream(line)


def allocate(line: Line, *, username: str, password: str) -> str:
    """Ask for a relay, give it back, and return the reason why there was none, or nothing."""
    asked = [(TRANSPORT, UDP)]
    kind, found = _exchange(line, ALLOCATE, asked)
    if kind & 0x0110 == 0x0110 and _code(found) == 401 and REALM in found and NONCE in found:
        key = hashlib.md5(f"{username}:{found[REALM].decode()}:{password}".encode()).digest()  # noqa: S324 (the protocol's)
        named = [(USERNAME, username.encode()), (REALM, found[REALM]), (NONCE, found[NONCE])]
        kind, found = _exchange(line, ALLOCATE, asked + named, key=key)
        if kind & 0x0110 == 0x0100 and RELAYED in found:
            _exchange(line, REFRESH, [(LIFETIME, bytes(4)), *named], key=key)
            return ""
    return f"error {_code(found)}" if ERROR_CODE in found else f"an answer of type {kind:#06x} without a relay"


def _exchange(
    line: Line, method: int, attributes: Iterable[tuple[int, bytes]], key: bytes = b""
) -> tuple[int, Attributes]:
    number = os.urandom(12)
    body = b"".join(_attribute(*pair) for pair in attributes)
    if key:
        signed = _head(method, len(body) + 24, number) + body
        body += _attribute(INTEGRITY, hmac.new(key, signed, hashlib.sha1).digest())
    answer = line.ask(_head(method, len(body), number) + body)
    if answer[4:20] != struct.pack("!I", COOKIE) + number:
        raise ConnectionError("something else than a TURN server answers")
    return struct.unpack("!H", answer[:2])[0], _attributes(answer[20:])


def _head(method: int, length: int, number: bytes) -> bytes:
    return struct.pack("!HHI", method, length, COOKIE) + number


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _attributes(body: bytes) -> Attributes:
    found: Attributes = {}
    while len(body) >= 4:
        kind, length = struct.unpack("!HH", body[:4])
        found[kind] = body[4 : 4 + length]
        body = body[4 + length + -length % 4 :]
    return found


def _code(found: Attributes) -> int:
    code = found.get(ERROR_CODE, bytes(4))
    return code[2] * 100 + code[3]
