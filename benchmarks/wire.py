"""The client's end of a websocket that costs next to nothing: a load must not be slower than what it loads."""

import base64
import os
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NO_MASK = bytes(4)  # a client has to mask; with zeros the masked frame is the frame


class Wire:
    """One open websocket (RFC 6455), unfragmented and uncompressed as our servers and `ws` send."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self._shake_hands(address.netloc, url.split(address.netloc, 1)[1], headers or {})
        self.socket.settimeout(10)

    def fileno(self) -> int:
        return self.socket.fileno()

    def send(self, frame: bytes) -> None:
        """Send what `masked` made."""
        self.socket.sendall(frame)

    def texts(self) -> Iterator[bytes]:
        """Read once and yield each text that is complete; pings are answered. Raises ConnectionError at the end."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server has hung up")
        self._buffer += data
        yield from self._complete()

    def _complete(self) -> Iterator[bytes]:
        start, data = 0, self._buffer
        while (span := _span(data, start)) is not None:
            begin, end = span
            opcode = data[start] & 15
            if opcode == TEXT:
                yield data[begin:end]
            elif opcode == PING:
                self.send(masked(data[begin:end], PONG))
            elif opcode == CLOSE:
                raise ConnectionError(f"the server has closed: {data[begin:end]!r}")
            start = end
        self._buffer = data[start:]

    def _shake_hands(self, host: str, target: str, headers: dict[str, str]) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        own = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key}
        fields = {**own, "Sec-WebSocket-Version": "13", **headers}
        lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            if not (data := self.socket.recv(4096)):
                raise ConnectionError("no answer to the handshake")
            answer += data
        head, self._buffer = answer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(head.decode("latin-1"))


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """The frame of a client around `payload`."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return head + NO_MASK + payload


def _span(data: bytes, start: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `start` begins and ends, or None while it is not all here."""
    begin = start + 2
    if len(data) < begin:
        return None
    size = data[start + 1] & 127
    if size >= 126:
        extra = 2 if size == 126 else 8
        size = int.from_bytes(data[begin : begin + extra], "big")
        begin += extra
    return (begin, begin + size) if begin + size <= len(data) else None
