"""The servers that the tests of this folder ask for."""

from collections.abc import Callable

import pytest

from tests.e2e.site import free_port
from tests.stations import Station, Web, new_station, station, station_template

__all__ = ["new_station", "station", "station_template"]


@pytest.fixture
def free_web(station: Station) -> Callable[[str], Web]:
    """Start a web process by code that may first change what it likes; `{port}` is its port."""

    def start(code: str) -> Web:
        port = free_port()
        return Web(station, station.start("shell", "--no-imports", "-c", code.replace("{port}", str(port))), port)

    return start
