"""Networks of their own for browsers on one machine: network namespaces, joined by a bridge whose ports can be cut.

Needs Linux, root or CAP_NET_ADMIN with CAP_SYS_ADMIN, and the programs `ip` and `bridge` (package `iproute2`).
A cut is silent, as when a cable is pulled out behind a router: nobody is told. Delay and loss would need `tc netem`,
whose kernel module is often missing; nothing here asks for it.
"""

import itertools
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.services import program

COUNT = itertools.count()


def run(*command: str) -> None:
    done = subprocess.run([program(command[0], "iproute2"), *command[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


class Networks:
    """A bridge of this machine at `address`, and networks behind it: `add`, `cut`, `heal`."""

    def __init__(self) -> None:
        number = next(COUNT)
        self.word = f"o{os.getpid():x}{number:x}"
        # One of the 65,536 small nets of 10.128.0.0/9, far from what machines usually have.
        low = (os.getpid() * 4 + number) % 32_768
        self.net = f"10.{128 + low // 256}.{low % 256}"
        self.address = f"{self.net}.1"
        self.names: list[str] = []

    @property
    def bridge(self) -> str:
        return f"{self.word}br"

    def open(self) -> None:
        try:
            run("ip", "link", "add", self.bridge, "type", "bridge")
        except AssertionError as failure:
            raise AssertionError(
                f"networks need root (CAP_NET_ADMIN and CAP_SYS_ADMIN) and bridges in the kernel: {failure}"
            ) from None
        run("ip", "addr", "add", f"{self.address}/24", "dev", self.bridge)
        run("ip", "link", "set", self.bridge, "up")

    def add(self) -> str:
        """Make a network with one machine in it; return its name."""
        number = len(self.names)
        name = f"{self.word}n{number}"
        self.names.append(name)
        run("ip", "netns", "add", name)
        run("ip", "link", "add", self.port(name), "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", self.port(name), "master", self.bridge, "up")
        run("ip", "-n", name, "addr", "add", f"{self.net}.{number + 2}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            run("ip", "-n", name, "link", "set", device, "up")
        run("ip", "-n", name, "route", "add", "default", "via", self.address)
        return name

    def port(self, name: str) -> str:
        return f"{name}p"

    def cut(self, name: str) -> None:
        """Let nothing through any more, either way, and tell nobody."""
        run("bridge", "link", "set", "dev", self.port(name), "state", "0")

    def heal(self, name: str) -> None:
        run("bridge", "link", "set", "dev", self.port(name), "state", "3")

    def wrapper(self, name: str, command: str, folder: Path) -> Path:
        """A program that starts `command` in this network: for `executable_path` of Playwright."""
        script = folder / f"in-{name}"
        inside = shlex.join([program("ip", "iproute2"), "netns", "exec", name, command])
        script.write_text(f'#!/bin/sh\nexec {inside} "$@"\n')
        script.chmod(0o755)
        return script

    def close(self) -> None:
        """Take everything away; what is left in a network is killed. Safe after half an `open`."""
        for name in self.names:
            kill_all_in(name)
            for command in (["ip", "netns", "del", name], ["ip", "link", "del", self.port(name)]):
                with suppress(AssertionError):
                    run(*command)
        with suppress(AssertionError):
            run("ip", "link", "del", self.bridge)


def kill_all_in(name: str) -> None:
    ip = program("ip", "iproute2")
    inside = subprocess.run([ip, "netns", "pids", name], capture_output=True, text=True, check=False).stdout
    for pid in inside.split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


@pytest.fixture
def networks() -> Iterator[Networks]:
    """A bridge without networks yet."""
    made = Networks()
    try:
        made.open()
        yield made
    finally:
        made.close()


def secure(origin: str) -> list[str]:
    """Chromium's options to treat this plain address as a secure one: without that it gives no microphone."""
    return [f"--unsafely-treat-insecure-origin-as-secure={origin}", "--disable-features=WebRtcHideLocalIpsWithMdns"]


def family(profile: Path) -> list[psutil.Process]:
    """All processes of the browser with this profile directory."""
    option = f"--user-data-dir={profile}"
    heads = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if option in process.cmdline():
                heads.append(process)
    found = {process.pid: process for process in heads}
    for head in heads:
        with suppress(psutil.Error):
            found.update((child.pid, child) for child in head.children(recursive=True))
    assert found, f"no browser with {profile} is running"
    return list(found.values())


@contextmanager
def asleep(profile: Path) -> Iterator[None]:
    """The laptop with this browser is closed for the length of the block: all its processes are stopped."""
    stopped = family(profile)
    for process in stopped:
        with suppress(psutil.Error):
            process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            with suppress(psutil.Error):
                process.resume()
