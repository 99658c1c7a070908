"""`manage.py serve`: whatever process dies comes back, and none stays behind."""

import signal

import httpx
import psutil
import pytest

from tests.e2e.site import free_port, wait_for
from tests.stations import stations

QUEUES = ("recognition", "speech")


class Served:
    """A running `manage.py serve`."""

    def __init__(self, station) -> None:
        self.port = free_port()
        self.process = station.start("serve", "--prepare", "--port", str(self.port))
        self.wait(lambda: "is ready" in self.output())

    def output(self) -> str:
        assert self.process.popen.poll() is None, self.process.output()
        return self.process.output()

    def wait(self, condition):
        return wait_for(condition, seconds=120, what=self.process.output)

    def children(self) -> dict[str, psutil.Process]:
        """The processes by what they do: web, recognition, speech."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            try:
                words = child.cmdline()
            except psutil.Error:
                continue
            found |= {name: child for name in ("web", *QUEUES) if name in words}
        return found

    def all_children(self) -> list[psutil.Process]:
        return list(self.wait(lambda: len(found := self.children()) == 3 and found).values())

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=20).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture(scope="module")
def served(station_template, tmp_path_factory):
    """One that every test leaves as it was."""
    with stations(station_template, tmp_path_factory.mktemp("served")) as new_station:
        yield Served(new_station(SPEAK_ON_LOAD="false"))


@pytest.fixture
def mortal(new_station):
    """One that does not survive its test."""
    return Served(new_station(SPEAK_ON_LOAD="false"))


def test_each_child_that_is_killed_comes_back_and_the_site_answers(served):
    served.wait(served.is_ready)
    for name in ("web", *QUEUES):
        killed = served.children()[name]
        killed.kill()
        served.wait(lambda name=name, killed=killed: served.children().get(name, killed).pid != killed.pid)
    served.wait(served.is_ready)
    assert served.output().count("SIGKILL") == 3


def test_no_child_outlives_a_supervisor_that_is_killed(mortal):
    children = mortal.all_children()
    mortal.process.kill()
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert (len(gone), alive) == (3, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_takes_its_children_along_and_restarts_none(mortal, number):
    children = mortal.all_children()
    assert mortal.process.stop(number, seconds=60) == 0
    assert not any(child.is_running() for child in children)
    assert "has left" not in mortal.process.output()
    assert "Traceback" not in mortal.process.output()


def test_it_says_where_the_site_is_and_a_second_one_works_beside_it(served, new_station):
    assert f"OPIck me is ready: http://127.0.0.1:{served.port}/\n" in served.output()
    other = Served(new_station(SPEAK_ON_LOAD="false"))
    assert httpx.get(f"http://127.0.0.1:{other.port}/", timeout=20).status_code == 200
    assert httpx.get(f"http://127.0.0.1:{served.port}/", timeout=20).status_code == 200


def test_a_taken_port_is_one_clear_line(served, station):
    second = station.start("serve", "--port", str(served.port))
    assert second.popen.wait(60) == 1
    complaint = second.output().strip().splitlines()[-1]
    assert complaint.endswith(f"Another port: make run PORT={served.port + 1}")
    assert "Traceback" not in second.output()
