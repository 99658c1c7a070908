"""What the shipped TURN server gives, and what it refuses: real packets to a real coturn (package `coturn`)."""

import itertools
import time

import pytest
from aioice.stun import TransactionFailed

from signaling.ice import turn_credentials

ENOUGH = 12  # allocations of one person: several interfaces and transports, and again for each restart of ICE
USERS = itertools.count(1)  # a quota is counted by name


def credentials(**changes: float) -> tuple[str, str]:
    return turn_credentials(user_id=next(USERS), **changes)


def code(failed: pytest.ExceptionInfo[TransactionFailed]) -> int:
    return int(failed.value.response.attributes["ERROR-CODE"][0])


async def test_credentials_of_the_site_get_a_relay(turn, allocate):
    address, port = (await allocate(*credentials())).get_extra_info("sockname")
    assert address == turn.address
    assert 49152 <= port <= 65535


async def test_a_clock_five_minutes_off_does_no_harm(allocate):
    for minutes in (-5, 5):
        await allocate(*credentials(now=time.time() + minutes * 60))


@pytest.mark.parametrize("wrong", ["expired", "tampered", "other_secret", "static"])
async def test_other_credentials_are_refused(turn, allocate, settings, wrong):
    name, password = credentials()
    if wrong == "expired":
        name, password = credentials(now=time.time() - settings.TURN_TTL_SECONDS - 60)
    elif wrong == "tampered":
        expires, user = name.split(":")
        name = f"{int(expires) + 3600}:{user}"
    elif wrong == "other_secret":
        settings.TURN_SECRET = "another-secret-of-sixteen-or-more"
        name, password = credentials()
    else:
        name, password = "opickme", turn.secret
    with pytest.raises(TransactionFailed) as failed:
        await allocate(name, password)
    assert code(failed) == 401


FORBIDDEN = [
    "0.0.0.1",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
]


async def test_it_is_no_door_into_a_private_network(allocate):
    """IPv6 ranges are not tried: the relay has an IPv4 address only, and refuses other peers for that."""
    relay = (await allocate(*credentials()))._TurnTransport__inner_protocol
    codes = {}
    for number, address in enumerate(FORBIDDEN):
        with pytest.raises(TransactionFailed) as failed:
            await relay.channel_bind(0x4000 + number, (address, 9))
        codes[address] = code(failed)
    assert codes == dict.fromkeys(FORBIDDEN, 403)


async def test_public_addresses_are_reached(allocate):
    """Binding a channel sends nothing to the peer."""
    relay = (await allocate(*credentials()))._TurnTransport__inner_protocol
    for number, address in enumerate(("8.8.8.8", "172.32.0.1", "100.128.0.1", "223.255.255.254")):
        await relay.channel_bind(0x4000 + number, (address, 9))


async def test_one_person_gets_what_a_call_needs_and_no_more(allocate):
    name, password = credentials()
    relays = {(await allocate(name, password)).get_extra_info("sockname") for _ in range(ENOUGH)}
    assert len(relays) == ENOUGH
    with pytest.raises(TransactionFailed) as failed:
        await allocate(name, password)
    assert code(failed) == 486
