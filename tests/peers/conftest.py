"""A taken consult at a real web process."""

import pytest
from asgiref.sync import sync_to_async

from tests.consults import making
from tests.scripts.conftest import _storage
from tests.services import turn_server

__all__ = ["_storage", "turn_server"]


@pytest.fixture
async def taken(transactional_db, learner, instructor):
    return await sync_to_async(making.claimed)(learner, instructor)
