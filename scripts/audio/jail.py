"""Strangers' recordings are read in a process of their own that has nothing to lose.

A decoder is a large program in C that a file may crash, fill or take over. So it runs in a child without network,
files, environment or much memory, for some seconds (decoder.py locks itself in); its answer is bounded and checked.
"""

import importlib.util
import json
import math
import os
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from scripts.audio.containers import HEAD_BYTES, Container, ogg_is_finished, sniff
from scripts.audio.errors import MESSAGES, AudioError

SAMPLE_RATE = 16_000
PROBE_TIMEOUT_SECONDS = 15  # somebody waits for the answer; 50 MB take about one
FACTS_BYTES = 4096
OGG_PAGE_BYTES = 65_307  # the longest page (RFC 3533, section 6)
DECODER = Path(__file__).with_name("decoder.py")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a recording is. `incomplete`: it breaks off, and what is left can be used."""

    container: Container
    duration_seconds: float
    incomplete: bool


def probe(path: Path) -> Probe:
    """Say what the file is and how long it lasts, by its packets. Raises AudioError for all that cannot be a script."""
    most = settings.AUDIO_MAX_SECONDS
    container, facts, _ = _ask("probe", path, max_seconds=most, timeout=PROBE_TIMEOUT_SECONDS)
    try:
        seconds, incomplete = float(facts["seconds"]), bool(facts["incomplete"])
    except (KeyError, TypeError, ValueError):
        raise AudioError("broken_audio") from None
    if not math.isfinite(seconds) or seconds < settings.AUDIO_MIN_SECONDS:
        raise AudioError("too_short")
    # The demuxer of Ogg is content with any last page.
    incomplete |= container.name == "ogg" and not ogg_is_finished(_tail(path))
    return Probe(container, seconds, incomplete)


def decode(path: Path, *, max_seconds: float) -> NDArray[np.float32]:
    """Return the sound of the file, mono at 16 kHz, within ±1. What is damaged is left out.

    Raises AudioError; `too_long` as soon as `max_seconds` are passed, however little the file claims to last.
    """
    timeout = settings.AUDIO_DECODE_TIMEOUT_SECONDS
    _, _, pcm = _ask("decode", path, max_seconds=max_seconds, timeout=timeout)
    if len(pcm) < 2:
        raise AudioError("broken_audio")
    return np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2).astype(np.float32) / np.float32(32768)


def _ask(work: str, path: Path, *, max_seconds: float, timeout: int) -> tuple[Container, dict[str, Any], bytes]:
    """Have the child do `work`; return the container, the child's facts and its samples. Raises AudioError."""
    with path.open("rb") as source, tempfile.TemporaryDirectory(prefix="opickme-jail-") as nowhere:
        head = source.read(HEAD_BYTES)
        if not head:
            raise AudioError("empty_file")
        container = sniff(head)
        source.seek(0)
        order = {
            "work": work,
            "demuxer": container.demuxer,
            "max_seconds": max_seconds,
            "cpu_seconds": timeout,
            "wall_seconds": timeout + 5,
            "memory_bytes": settings.AUDIO_DECODE_MEMORY_BYTES,
            "import_from": [_home_of("av")],
        }
        answer = _run(order, source, Path(nowhere), timeout=timeout, most=_most_bytes(work, max_seconds))
    return container, *_understood(answer)


def _run(order: dict[str, Any], source: IO[bytes], nowhere: Path, *, timeout: int, most: int) -> bytes:
    """Return all that the child says; nothing when it does not end well within `timeout` seconds and `most` bytes."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(DECODER), json.dumps(order)],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=nowhere,
        env={},
        start_new_session=True,
    )
    try:
        answer = _read(child, deadline=time.monotonic() + timeout, most=most)
        return answer if child.wait(timeout=1) == 0 else b""
    except (subprocess.TimeoutExpired, TimeoutError):
        return b""
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()


def _read(child: subprocess.Popen[bytes], *, deadline: float, most: int) -> bytes:
    assert child.stdout is not None
    pipe, answer = child.stdout.fileno(), bytearray()
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while len(answer) <= most:
            if not ready.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError
            piece = os.read(pipe, 1 << 20)
            if not piece:
                return bytes(answer)
            answer += piece
    return b""


def _understood(answer: bytes) -> tuple[dict[str, Any], bytes]:
    """Split the child's answer; a child that was killed, or talks nonsense, has met a broken file."""
    line, _, pcm = answer.partition(b"\n")
    try:
        facts = json.loads(line)
    except ValueError:
        raise AudioError("broken_audio") from None
    if not isinstance(facts, dict):
        raise AudioError("broken_audio")
    if "error" in facts:
        raise AudioError(facts["error"] if facts["error"] in MESSAGES else "broken_audio")
    return facts, pcm


def _most_bytes(work: str, max_seconds: float) -> int:
    return FACTS_BYTES + (2 * SAMPLE_RATE * math.ceil(max_seconds + 1) if work == "decode" else 0)


def _tail(path: Path) -> bytes:
    """The end of the file, longer than any page of Ogg."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - OGG_PAGE_BYTES, 0))
        return file.read()


def _home_of(package: str) -> str:
    """The directory to import `package` from; the package itself is not imported here."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent.parent)
