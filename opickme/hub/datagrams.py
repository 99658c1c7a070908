"""The line between the processes of one machine: one Unix datagram socket per listener, in RUN_DIR."""

import asyncio
import contextlib
import hashlib
import os
import secrets
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from opickme.hub.links import Link

ADDRESS_BYTES = 107  # what fits into sockaddr_un
NAME_BYTES = len("/hub-4194304-00000000.sock")
PATIENCE_SECONDS = 1.0
DATAGRAM_BYTES = 128 * 1024  # the kernel's default send buffer holds more


def run_directory() -> Path:
    """Return the directory of the sockets, made for this user alone.

    A long DATA_DIR does not fit into a socket's address: then it is a directory below the system's own for temporary
    files, named after it.
    """
    path = Path(settings.RUN_DIR)
    if len(os.fsencode(path)) + NAME_BYTES > ADDRESS_BYTES:
        name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"opickme-{os.geteuid()}-{name}"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if status.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to somebody else")
    path.chmod(0o700)
    return path


class DatagramLink(Link):
    """Sends each frame to every listener of the machine; a listener whose process has died is removed."""

    def __init__(self, on_frame: Callable[[bytes], None], on_gap: Callable[[], None]) -> None:
        super().__init__(on_frame, on_gap)
        self._directory = run_directory()
        self._path: Path | None = None
        self._receiver: asyncio.DatagramTransport | None = None
        self._peers: dict[str, _Peer] = {}

    async def listen(self) -> None:
        if self._path is not None:
            return
        self._path = self._directory / f"hub-{os.getpid()}-{secrets.token_hex(4)}.sock"
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        bound.bind(str(self._path))
        loop = asyncio.get_running_loop()
        self._receiver, _ = await loop.create_datagram_endpoint(lambda: _Ear(self.on_frame), sock=bound)

    def close(self) -> None:
        super().close()
        for peer in self._peers.values():
            peer.close()
        if self._receiver is not None:
            self._receiver.abort()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def transmit(self, topic: str | None, frame: bytes) -> None:
        if len(frame) > DATAGRAM_BYTES:
            raise ValueError(f"an event of {len(frame)} bytes is no hint")
        names = {entry.name for entry in os.scandir(self._directory) if entry.name.startswith("hub-")}
        for gone in self._peers.keys() - names:
            self._peers.pop(gone).close()
        for name in names:
            if self._path is None or name != self._path.name:
                await self._send_to(name, frame)

    async def _send_to(self, name: str, frame: bytes) -> None:
        try:
            if name not in self._peers:
                self._peers[name] = await _connect(self._directory / name)
            await self._peers[name].send(frame)
        except (ConnectionRefusedError, ConnectionResetError, FileNotFoundError):
            # Its process was killed.
            with contextlib.suppress(OSError):
                (self._directory / name).unlink()
            if (peer := self._peers.pop(name, None)) is not None:
                peer.close()


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, on_frame: Callable[[bytes], None]) -> None:
        self._on_frame = on_frame

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._on_frame(data)


class _Peer(asyncio.DatagramProtocol):
    """The way to one listener. The kernel queues ten datagrams by default, so a burst has to wait for the reader."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._error: Exception | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._transport.set_write_buffer_limits(high=0)

    def pause_writing(self) -> None:
        self._free.clear()

    def resume_writing(self) -> None:
        self._free.set()

    def error_received(self, exc: Exception) -> None:
        self._error = exc

    async def send(self, frame: bytes) -> None:
        """Return when the kernel has it. A listener that stands still is waited for once, then it misses frames."""
        if not self._free.is_set():
            return  # the reports that follow tell it so
        self._transport.sendto(frame)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._free.wait()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self._transport.abort()


async def _connect(path: Path) -> _Peer:
    way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        way.connect(str(path))
    except OSError:
        way.close()
        raise
    _, peer = await asyncio.get_running_loop().create_datagram_endpoint(_Peer, sock=way)
    return peer
