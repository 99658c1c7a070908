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
BACKLOG_BYTES = 1024 * 1024
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
        self._peers: dict[str, Any] = {}  # asyncio's transports; typeshed does not know their write buffer

    async def listen(self) -> None:
        if self._path is not None:
            return
        self._path = self._directory / f"hub-{os.getpid()}-{secrets.token_hex(4)}.sock"
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        bound.bind(str(self._path))
        loop = asyncio.get_running_loop()
        self._receiver, _ = await loop.create_datagram_endpoint(lambda: _Ear(self), sock=bound)

    def close(self) -> None:
        super().close()
        for transport in (*self._peers.values(), self._receiver):
            if transport is not None:
                transport.abort()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def transmit(self, topic: str | None, frame: bytes) -> None:
        if len(frame) > DATAGRAM_BYTES:
            raise ValueError(f"an event of {len(frame)} bytes is no hint")
        names = {entry.name for entry in os.scandir(self._directory) if entry.name.startswith("hub-")}
        for gone in self._peers.keys() - names:
            self._peers.pop(gone).abort()
        for name in names:
            if self._path is not None and name == self._path.name:
                continue
            peer = self._peers.get(name) or await self._connect(name)
            # A listener that does not keep up misses frames; the reports that follow tell it so.
            if peer is not None and peer.get_write_buffer_size() < BACKLOG_BYTES:
                peer.sendto(frame)

    async def _connect(self, name: str) -> Any:
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            peer.connect(str(self._directory / name))
        except (ConnectionRefusedError, FileNotFoundError):
            peer.close()
            self.forget(name)
            return None
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Mouth(self, name), sock=peer)
        self._peers[name] = transport
        return transport

    def forget(self, name: str) -> None:
        """Remove the socket of a process that was killed."""
        with contextlib.suppress(OSError):
            (self._directory / name).unlink()
        if (transport := self._peers.pop(name, None)) is not None:
            transport.abort()


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, link: DatagramLink) -> None:
        self._link = link

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._link.on_frame(data)


class _Mouth(asyncio.DatagramProtocol):
    def __init__(self, link: DatagramLink, name: str) -> None:
        self._link = link
        self._name = name

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, ConnectionRefusedError | ConnectionResetError | FileNotFoundError):
            self._link.forget(self._name)
