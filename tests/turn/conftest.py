"""A TURN server as it is shipped, and allocations that end with the test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aioice.turn import TurnTransport, create_turn_endpoint

from tests.services import TurnServer, guarded_turn_server

__all__ = ["guarded_turn_server"]

Allocate = Callable[..., Awaitable[TurnTransport]]


@pytest.fixture
def turn(guarded_turn_server: TurnServer, settings) -> TurnServer:
    """The server, with a site that knows it."""
    settings.TURN_URLS = [guarded_turn_server.url]
    settings.TURN_SECRET = guarded_turn_server.secret
    return guarded_turn_server


@pytest.fixture
async def allocate(turn: TurnServer) -> AsyncIterator[Allocate]:
    """Ask the server for a relay with this name and password: `await allocate(name, password)`."""
    made: list[TurnTransport] = []

    async def ask(username: str, password: str) -> TurnTransport:
        transport, _ = await create_turn_endpoint(
            asyncio.DatagramProtocol, server_addr=(turn.address, turn.port), username=username, password=password
        )
        made.append(transport)
        return transport

    yield ask
    for transport in made:
        await transport._TurnTransport__inner_protocol.delete()
