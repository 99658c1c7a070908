"""The fixtures that the tests of this folder ask for."""

from tests.scripts.conftest import _storage, parks, question, webm
from tests.services import mariadb_server

__all__ = ["_storage", "mariadb_server", "parks", "question", "webm"]
