"""What the child may do, and what becomes of the parent when it dies."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts.audio import jail
from scripts.audio.errors import AudioError
from tests.scripts.audio.sounds import recording

Put = Callable[[bytes], Path]

# Runs in place of the decoder's own main: locks itself in as that does, then tries everything.
BURGLAR = """
import json, os, runpy, socket, sys
decoder = runpy.run_path(sys.argv[1], run_name="decoder")
diary = open(sys.argv[2], "wb", buffering=0)
decoder["lock_the_door"](cpu_seconds=20, memory_bytes=64 * 1024 * 1024)
tries = {
    "read": lambda: open("/etc/hostname"),
    "write": lambda: diary.write(b"I was here"),
    "socket": lambda: socket.socket(),
    "pipe": lambda: os.pipe(),
    "memory": lambda: bytes(256 * 1024 * 1024),
}
done = []
for name, attempt in tries.items():
    try:
        attempt()
        done.append(name)
    except (OSError, MemoryError):
        pass
print(json.dumps(done))
"""

# Says what the child was given.
SPY = """
import json, os
print(json.dumps({
    "error": "x",
    "env": sorted(set(os.environ) - {"LC_CTYPE"}),
    "fds": os.listdir("/proc/self/fd"),
    "cwd": os.listdir("."),
    "leader": os.getsid(0) == os.getpid(),
}))
"""


def reason(path: Path) -> str:
    with pytest.raises(AudioError) as refused:
        jail.decode(path, max_seconds=900)
    return refused.value.code


def test_behind_the_door_nothing_can_be_opened_or_filled(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", BURGLAR, str(jail.DECODER), str(tmp_path / "diary")],
        capture_output=True,
        env={},
        check=True,
        timeout=60,
    )
    assert json.loads(answer.stdout) == []


def test_the_child_inherits_no_secret_and_no_descriptor(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decoder is replaced by a program that tells what it was given."""
    spy = tmp_path / "spy.py"
    spy.write_text(SPY)
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setattr(jail, "DECODER", spy)
    told: list[Any] = []
    understood = jail._understood
    monkeypatch.setattr(jail, "_understood", lambda answer: told.append(json.loads(answer)) or understood(answer))
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        with pytest.raises(AudioError):
            jail.probe(put(recording("webm")))
    assert told[0]["env"] == []
    assert told[0]["cwd"] == []
    assert set(told[0]["fds"]) <= {"0", "1", "2", "3"}  # 3 is the listing itself
    assert told[0]["leader"]


@pytest.mark.parametrize(
    "limits",
    [{"AUDIO_DECODE_MEMORY_BYTES": 4096}, {"AUDIO_DECODE_TIMEOUT_SECONDS": 0}],
    ids=["memory", "time"],
)
def test_a_child_that_is_stopped_means_a_broken_file_and_no_harm(
    put: Put, settings: Any, limits: dict[str, int]
) -> None:
    path = put(recording("flac", seconds=30))
    usual = {name: getattr(settings, name) for name in limits}
    for name, value in limits.items():
        setattr(settings, name, value)
    assert reason(path) == "broken_audio"
    for name, value in usual.items():
        setattr(settings, name, value)
    assert len(jail.decode(path, max_seconds=900)) == 30 * 16_000
    assert [child for child in psutil.Process().children() if "decoder.py" in " ".join(child.cmdline())] == []


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "raise SystemExit(3)",
        "print('not json')",
        "print('[]')",
        "print('{}')",
        'print(\'{"seconds": "NaN", "incomplete": false}\' * 0 + \'{"error": "<script>"}\')',
        "import sys; sys.stdout.write('x' * 5_000_000)",
        "import os; os.close(1)",
    ],
)
def test_whatever_the_child_says_the_parent_gives_a_known_reason(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    taken_over = tmp_path / "taken_over.py"
    taken_over.write_text(program)
    monkeypatch.setattr(jail, "DECODER", taken_over)
    with pytest.raises(AudioError) as refused:
        jail.probe(put(recording("webm")))
    assert refused.value.code == "broken_audio"


def test_many_at_once_do_not_mix(put: Put) -> None:
    lengths = [1.5, 2.0, 2.5, 3.0]
    paths = [put(recording("webm", seconds=seconds)) for seconds in lengths]
    with ThreadPoolExecutor(4) as pool:
        decoded = list(pool.map(lambda path: jail.decode(path, max_seconds=10), paths))
    assert [round(len(pcm) / 16_000, 1) for pcm in decoded] == lengths
