"""The independent learner, proven against a second aiortc over the real sockets, directly and over a real coturn."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiortc import RTCConfiguration, RTCIceServer, RTCIceTransportPolicy, RTCPeerConnection, RTCSessionDescription
from asgiref.sync import sync_to_async
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken
from websockets.asyncio.client import connect

from signaling.ice import ice_servers
from tests.consults.serving import machine
from tests.peers.learner import SECONDS, Learner, Tone

pytestmark = pytest.mark.django_db(transaction=True)


class Instructor:
    """The other side: makes the connection as `docs/call.md` says."""

    def __init__(self, ws, servers, relay):
        self.ws = ws
        policy = RTCIceTransportPolicy.RELAY if relay else RTCIceTransportPolicy.ALL
        self.peer = RTCPeerConnection(
            RTCConfiguration([RTCIceServer(**each) for each in servers], iceTransportPolicy=policy)
        )
        for kind in ("audio", "video", "video"):
            self.peer.addTransceiver(kind)
        self.peer.getTransceivers()[0].sender.replaceTrack(Tone())
        self.channels = {name: self.peer.createDataChannel(name) for name in ("control", "chat", "script")}
        self.heard = asyncio.Queue()
        for name, channel in self.channels.items():
            channel.on("message", lambda message, name=name: self.heard.put_nowait((name, message)))

    async def met(self):
        """Wait until the learner is in the room."""
        while True:
            frame = json.loads(await asyncio.wait_for(self.ws.recv(), SECONDS))
            if frame["type"] == "peer.joined" or frame.get("peer_present"):
                return

    async def connect(self):
        await self.met()
        await self.peer.setLocalDescription(await self.peer.createOffer())
        description = {"type": "offer", "sdp": self.peer.localDescription.sdp}
        data = {"page": "other", "round": 1, "description": description}
        await self.ws.send(json.dumps({"type": "signal", "data": data}))
        while True:
            frame = json.loads(await asyncio.wait_for(self.ws.recv(), SECONDS))
            if frame["type"] == "signal" and "description" in frame["data"]:
                answer = frame["data"]
                await self.peer.setRemoteDescription(RTCSessionDescription(answer["description"]["sdp"], "answer"))
                return answer

    async def hears(self, kind):
        """Wait for a frame of this type."""
        while json.loads(await asyncio.wait_for(self.ws.recv(), SECONDS))["type"] != kind:
            pass
        return True

    async def close(self):
        await self.peer.close()

    async def next(self, wanted):
        while True:
            name, message = await asyncio.wait_for(self.heard.get(), SECONDS)
            if name == wanted:
                return message


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("relay", [False, True])
async def test_sound_and_data_go_both_ways(taken, learner, instructor, tmp_path, turn_server, settings, relay, named):
    settings.TURN_URLS, settings.TURN_SECRET = [turn_server.url], turn_server.secret
    tokens = [str(await sync_to_async(AccessToken.for_user)(user)) for user in (learner, instructor)]
    servers = [ice_servers(user_id=user.pk)[-1:] if relay else [] for user in (learner, instructor)]
    with machine(tmp_path / "one") as station:
        web = await sync_to_async(station.web)()
        ours = Learner(web.url, str(taken.pk), tokens[0], named=named, ice_servers=servers[0], relay=relay)
        async with connect(ours.address, subprotocols=["bearer", tokens[1]]) as ws, ours:
            other = Instructor(ws, servers[1], relay)
            try:
                answer = await other.connect()
                assert ("page" in answer, answer.get("round")) == ((True, 1) if named else (False, None))
                await ours.until(lambda: ours.open, "channels")
                await ours.until(lambda: max(ours.sounds, default=0) > 300, "sound")
                sound = await other.peer.getTransceivers()[0].receiver.track.recv()
                assert sound.samples > 0
                pairs = list(ours.peer.sctp.transport.transport._connection._nominated.values())
                assert {pair.local_candidate.type for pair in pairs} == {"relay" if relay else "host"}
                ours.say("안녕", 1)
                said = [json.loads(await other.next("chat")) for _ in range(2)]
                assert [each["type"] for each in said] == ["have", "say"]
                assert json.loads(await other.next("control")) == {"type": "beat"}
                ours.ask()
                question = await other.next("script")
                assert question[:2] == b"\x01\x01"
                whole = b"\x02" + b"epoch..." + bytes(range(256)) * 100
                other.channels["script"].send(b"\x00" + whole[:16_000])
                other.channels["script"].send(b"\x01" + whole[16_000:])
                assert await ours.until(lambda: ours.wholes, "script") == [whole[1:]]
            finally:
                await other.close()


async def test_a_token_that_expires_in_the_call_does_not_interrupt_it(taken, learner, instructor, tmp_path):
    tokens = [await sync_to_async(AccessToken.for_user)(user) for user in (learner, learner, instructor)]
    # A token is taken for a while after its end (LEEWAY), since clocks differ: this one for some seconds still.
    tokens[0].set_exp(lifetime=timedelta(seconds=8 - api_settings.LEEWAY))
    with machine(tmp_path / "one") as station:
        web = await sync_to_async(station.web)()
        ours = Learner(web.url, str(taken.pk), str(tokens[0]))
        async with connect(ours.address, subprotocols=["bearer", str(tokens[2])]) as ws, ours:
            other = Instructor(ws, [], relay=False)
            try:
                await other.connect()
                await ours.until(lambda: ours.open, "channels")
                await ours.until(lambda: ours.closed_with, "the end of the token")
                assert ours.closed_with == 4401
                assert await other.hears("peer.left")
                ours.say("Still here.", 1)
                assert "Still here." in [json.loads(await other.next("chat")).get("text") for _ in range(2)]
                await ours.come(str(tokens[1]))
                assert await other.hears("peer.joined")
                assert other.peer.connectionState == "connected"
            finally:
                await other.close()
