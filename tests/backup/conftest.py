"""Servers that are backed up, destroyed, and filled again."""

from tests.services import mariadb_server, s3_server
from tests.stations import new_station, station, station_template

__all__ = ["mariadb_server", "new_station", "s3_server", "station", "station_template"]
