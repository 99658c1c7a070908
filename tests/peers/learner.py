"""A learner's program that none of the pages' code is in: aiortc and websockets, made after `docs/call.md` alone.

    async with Learner(site.url, consult, token) as learner:
        await learner.until(lambda: learner.open, "channels")

aiortc knows no ICE restart: an offer with other ICE credentials begins a new connection here.
"""

import asyncio
import base64
import json
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

import numpy
from aiortc import (
    AudioStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

SECONDS = 30
PART_BYTES = 16 * 1024
BEAT_SECONDS = 2
ASK, WHOLE = 1, 2


class Tone(AudioStreamTrack):
    """A microphone that hears 440 Hz."""

    async def recv(self) -> AudioFrame:
        frame = await super().recv()
        at = (frame.pts + numpy.arange(frame.samples)) / frame.sample_rate
        wave = (8_000 * numpy.sin(2 * numpy.pi * 440 * at)).astype(numpy.int16)
        tone = AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        tone.pts, tone.sample_rate, tone.time_base = frame.pts, frame.sample_rate, frame.time_base
        return tone


class Learner:
    """One program in the room of `consult`. `named` tells whether its signals carry `page` and `round`."""

    def __init__(
        self,
        url: str,
        consult: str,
        token: str,
        *,
        named: bool = True,
        ice_servers: Iterable[dict[str, Any]] = (),
        relay: bool = False,
    ) -> None:
        self.address = f"{url.replace('http', 'ws', 1)}/ws/consults/{consult}/"
        self.token = token
        self.page = uuid.uuid4().hex if named else None
        self.ice = RTCConfiguration(
            iceServers=[RTCIceServer(**server) for server in ice_servers],
            iceTransportPolicy=RTCIceTransportPolicy.RELAY if relay else RTCIceTransportPolicy.ALL,
        )
        self.track: MediaStreamTrack = Tone()
        self.peer: RTCPeerConnection | None = None
        self.present: tuple[Any, Any, str] | None = None
        self.channels: dict[str, RTCDataChannel] = {}
        self.heard: dict[str, list[Any]] = {"control": [], "chat": [], "script": []}
        self.frames: list[dict[str, Any]] = []
        self.sounds: list[int] = []
        self.parts = b""
        self.failure: BaseException | None = None
        self.closed_with: int | None = None
        self.changed = asyncio.Event()
        self.tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        await self.come(self.token)
        self.spawn(self.beat())
        return self

    async def come(self, token: str) -> None:
        """Open the socket; again, with another token, when it was closed. The call knows nothing of it."""
        self.closed_with = None
        self.ws = await connect(self.address, subprotocols=["bearer", token])  # type: ignore[list-item]
        self.spawn(self.listen())

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.ws.close()
        if self.peer:
            await self.peer.close()

    def spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.finished)

    def finished(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.failure = task.exception()
        self.changed.set()

    async def until(self, condition: Callable[[], Any], what: str) -> Any:
        """The first truthy answer of `condition`, asked after everything that happens."""
        async with asyncio.timeout(SECONDS):
            while not (answer := condition()):
                if self.failure:
                    raise AssertionError(f"waited for {what}") from self.failure
                self.changed.clear()
                await self.changed.wait()
        return answer

    # The socket

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            await self.follow()
        self.closed_with = self.ws.close_code

    async def follow(self) -> None:
        async for text in self.ws:
            frame = json.loads(text)
            self.frames.append(frame)
            if frame["type"] == "peer.joined" or (frame["type"] == "welcome" and frame["peer_present"]):
                await self.signal({"hello": True} if self.page else {})
            elif frame["type"] == "signal":
                await self.take(frame["data"])
            self.changed.set()

    async def signal(self, data: dict[str, Any]) -> None:
        if not data:
            return
        named = {"page": self.page} if self.page else {}
        await self.ws.send(json.dumps({"type": "signal", "data": {**named, **data}}))

    async def take(self, data: dict[str, Any]) -> None:
        if description := data.get("description"):
            await self.answer(data, description["sdp"])
        elif (candidate := data.get("candidate")) and candidate.get("candidate") and self.peer:
            parsed = candidate_from_sdp(candidate["candidate"].removeprefix("candidate:"))
            parsed.sdpMid, parsed.sdpMLineIndex = candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
            await self.peer.addIceCandidate(parsed)

    # The connection

    async def answer(self, data: dict[str, Any], sdp: str) -> None:
        line = (data.get("page"), data.get("round"), sdp.split("a=ice-ufrag:")[1].split()[0])
        if line != self.present:
            await self.begin()
            self.present = line
        assert self.peer
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        microphone = self.peer.getTransceivers()[0]
        microphone.sender.replaceTrack(self.track)
        microphone.direction = "sendrecv"
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        answer = {"type": "answer", "sdp": self.peer.localDescription.sdp}
        named = {"round": data.get("round")} if self.page else {}
        await self.signal({**named, "description": answer})

    async def begin(self) -> None:
        if self.peer:
            await self.peer.close()
        self.peer = RTCPeerConnection(self.ice)
        self.channels, self.parts = {}, b""
        self.peer.on("datachannel", self.found)
        self.peer.on("track", lambda track: self.spawn(self.hear(track)) if track.kind == "audio" else None)
        self.peer.on("connectionstatechange", self.changed.set)

    async def hear(self, track: MediaStreamTrack) -> None:
        """Note how loud each frame is that arrives."""
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            self.sounds.append(int(numpy.abs(frame.to_ndarray().astype(numpy.int32)).max()))
            self.changed.set()

    def speak(self, track: MediaStreamTrack | None) -> None:
        """Take another microphone, or none: no packets are sent then."""
        assert self.peer
        self.peer.getTransceivers()[0].sender.replaceTrack(track)

    async def packets_sent(self) -> int:
        assert self.peer
        stats = await self.peer.getTransceivers()[0].sender.getStats()
        return sum(each.packetsSent for each in stats.values() if each.type == "outbound-rtp")

    # The channels

    @property
    def open(self) -> bool:
        return {name for name, each in self.channels.items() if each.readyState == "open"} == set(self.heard)

    def found(self, channel: RTCDataChannel) -> None:
        self.channels[channel.label] = channel
        channel.on("message", lambda message: self.got(channel.label, message))
        if channel.label == "chat":
            own = [each["id"] for each in self.heard["chat"] if each["type"] == "say"]
            channel.send(json.dumps({"type": "have", "ids": own}))
        self.changed.set()

    def got(self, label: str, message: str | bytes) -> None:
        if isinstance(message, str):
            self.heard[label].append(json.loads(message))
        else:
            self.parts += message[1:]
            if message[0] == 1:
                self.heard[label].append(self.parts)
                self.parts = b""
        self.changed.set()

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if (control := self.channels.get("control")) and control.readyState == "open":
                control.send('{"type": "beat"}')

    def say(self, text: str, at: int) -> str:
        """Send a message of the chat; return its id."""
        number = str(uuid.uuid4())
        self.channels["chat"].send(json.dumps({"type": "say", "id": number, "at": at, "text": text}))
        return number

    def ask(self) -> None:
        """Ask for the whole script: this program has none (an empty state vector is one zero)."""
        body = json.dumps({"epoch": None, "sv": base64.b64encode(b"\0").decode()}).encode()
        message = bytes([ASK]) + body
        for start in range(0, len(message), PART_BYTES):
            part = message[start : start + PART_BYTES]
            self.channels["script"].send(bytes([start + PART_BYTES >= len(message)]) + part)

    @property
    def wholes(self) -> list[bytes]:
        """The whole scripts that came: 8 bytes of epoch and a Yjs update each."""
        return [each[1:] for each in self.heard["script"] if each[0] == WHOLE]
