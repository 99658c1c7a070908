"""A machine whose figures are read."""

from tests.stations import new_station, station, station_template

__all__ = ["new_station", "station", "station_template"]
