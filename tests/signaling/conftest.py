"""What the tests of rooms ask for."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from consults.models import Consult
from tests.consults import making
from tests.scripts.conftest import _storage
from tests.services import redis_server
from tests.signaling.rooms import RoomTalk, enter
from tests.stations import new_station, station, station_template

__all__ = ["_storage", "new_station", "redis_server", "station", "station_template"]

Enter = Callable[..., Awaitable[RoomTalk]]


@pytest.fixture
async def taken(transactional_db: None, learner: User, instructor: User) -> Consult:
    """A consult of `learner` that `instructor` has taken."""
    return await sync_to_async(making.claimed)(learner, instructor)


@pytest.fixture
async def come(taken: Consult) -> AsyncIterator[Enter]:
    """Let somebody come into the room: `await come(user)`; who is still there at the end goes."""
    inside: list[RoomTalk] = []

    async def let_in(user: User, consult: Consult = taken) -> RoomTalk:
        inside.append(await enter(consult, user))
        return inside[-1]

    yield let_in
    for talk in inside:
        await talk.hang_up()


@pytest.fixture
async def both(come: Enter, learner: User, instructor: User) -> tuple[RoomTalk, RoomTalk]:
    """The learner and the instructor in the room, having heard of each other."""
    first, second = await come(learner), await come(instructor)
    assert await first.next() == {"type": "peer.joined"}
    assert second.welcome["peer_present"] is True
    return first, second
