"""The servers that the tests of this folder ask for."""

from tests.services import redis_server
from tests.stations import new_station, station, station_template

__all__ = ["new_station", "redis_server", "station", "station_template"]
