"""A machine with which the files in deploy/ are compared."""

from tests.stations import new_station, station, station_template

__all__ = ["new_station", "station", "station_template"]
