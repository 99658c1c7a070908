"""The servers that doctor looks at."""

from tests.services import mariadb_server, redis_server, s3_server, turn_server
from tests.stations import new_station, station, station_template

__all__ = ["mariadb_server", "new_station", "redis_server", "s3_server", "station", "station_template", "turn_server"]
