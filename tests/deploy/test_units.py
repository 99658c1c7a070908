"""The units of systemd: it understands them, they are hardened, and they leave a process the time it needs."""

import re
import subprocess

import pytest

from opickme.settings import env
from tests.e2e.site import ROOT
from tests.services import program

NAMES = [
    "opickme-pages.service",
    "opickme-sockets@8002.service",
    "opickme-worker@1.service",
    "opickme-speech@1.service",
]
GRACE = {"pages": 30, "sockets": env.float("DRAIN_SECONDS", 8), "worker": env.int("WORKER_STOP_SECONDS", 120)}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder where the installer has put them, with this checkout in the place of /opt/opickme."""
    folder = tmp_path_factory.mktemp("units")
    subprocess.run(["sh", "deploy/systemd/install.sh", str(folder)], cwd=ROOT, check=True)
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text().replace("/opt/opickme", str(ROOT)))
    return folder


def analyze(folder, *arguments):
    command = [program("systemd-analyze", "systemd"), *arguments]
    env = {"SYSTEMD_UNIT_PATH": f"{folder}:"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_systemd_has_nothing_to_say_against_them(installed):
    units = [*NAMES, "opickme-backup.service", "opickme-backup.timer", "opickme.target"]
    done = analyze(installed, "verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_is_hardened(installed):
    for name in NAMES:
        # Of 100: 100 is a process that may do everything.
        done = analyze(installed, "security", "--offline=true", "--threshold=25", "--no-pager", name)
        assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(("unit", "seconds"), GRACE.items())
def test_none_is_killed_before_it_has_finished(unit, seconds):
    (path,) = (ROOT / "deploy/systemd").glob(f"opickme-{unit}*.service")
    assert int(re.search(r"TimeoutStopSec=(\d+)", path.read_text())[1]) > seconds
