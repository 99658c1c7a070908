"""Frames of a room that make no sense, are too large or too many: answered, never passed on, never fatal."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from consults.payloads import Line, consult_payload
from opickme.hub.core import Hub
from opickme.hub.datagrams import DATAGRAM_BYTES
from opickme.sockets import FrameError
from opickme.sockets.frames import FRAME_BYTES
from signaling.frames import CANDIDATES, SDP_BYTES, Signals
from tests.consults import making

pytestmark = pytest.mark.django_db(transaction=True)


def sdp(size: int, letter: str = "a") -> dict[str, object]:
    return {"description": {"type": "offer", "sdp": letter * size}}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "signal"}, "malformed"),
        ({"type": "signal", "data": None}, "malformed"),
        ({"type": "signal", "data": "v=0"}, "malformed"),
        ({"type": "signal", "data": [1]}, "malformed"),
        ({"type": "signal", "data": 7}, "malformed"),
        ({"type": "signal", "data": {"description": "v=0"}}, "malformed"),
        ({"type": "signal", "data": {"description": {"type": "offer"}}}, "malformed"),
        ({"type": "signal", "data": {"description": {"type": "offer", "sdp": 7}}}, "malformed"),
        ({"type": "signal", "data": sdp(SDP_BYTES + 1)}, "too_big"),
        ({"type": "signal", "data": {"n": [1e15] * 5000}}, "too_big"),
        ({"type": "script.visible"}, "malformed"),
        ({"type": "script.visible", "on": 1}, "malformed"),
        ({"type": "script.visible", "on": "true"}, "malformed"),
        ({"type": "consult.ended", "feedback_id": 1}, "unknown_type"),
        ({"type": "peer.left"}, "unknown_type"),
        ({"type": "peer.joined"}, "unknown_type"),
        ({"type": "welcome", "you": "instructor"}, "unknown_type"),
        ({"type": "room.arrived", "role": "learner", "seat": 99}, "unknown_type"),
        ({"type": "room.look"}, "unknown_type"),
        ({"type": "stale"}, "unknown_type"),
        ({"type": "forward"}, "unknown_type"),
        ({"type": "join"}, "unknown_type"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_nonsense_is_answered_and_goes_no_further(both, frame, code):
    await both[1].say(frame)
    assert await both[1].answers() == [{"type": "error", "code": code}]
    assert await both[0].answers() == []
    await both[1].say({"type": "signal", "data": {"still": "here"}})
    assert await both[0].next() == {"type": "signal", "data": {"still": "here"}}


async def test_binary_frames_are_answered(both):
    await both[0].wire.send_to(bytes_data=b"\x00\x01")
    assert await both[0].answers() == [{"type": "error", "code": "not_text"}]


async def test_the_largest_signal_passes(both):
    frame = {"type": "signal", "data": {"pad": ""}}
    frame["data"]["pad"] = "x" * (FRAME_BYTES - len(json.dumps(frame)))
    assert len(json.dumps(frame)) == FRAME_BYTES
    await both[1].say(frame)
    assert await both[0].next() == frame
    frame["data"]["pad"] += "x"
    await both[1].say(frame)
    assert await both[1].answers() == [{"type": "error", "code": "too_big"}]


@pytest.mark.parametrize("word", ["__proto__", "constructor", "type", "seq", "role", "seat"])
async def test_names_inside_of_a_signal_mean_nothing(both, word):
    await both[1].say({"type": "signal", "data": {word: {"x": "consult.ended"}}})
    assert await both[0].next() == {"type": "signal", "data": {word: {"x": "consult.ended"}}}


async def test_ten_bad_frames_are_enough_and_the_other_learns_of_it(both):
    for _ in range(10):
        await both[1].say({"type": "signal", "data": None})
    assert await both[1].code() == 1008
    await both[1].hang_up()
    assert await both[0].next() == {"type": "peer.left"}


async def test_a_flood_is_cut_off(both):
    for number in range(100):
        await both[1].say({"type": "signal", "data": {"n": number}})
    assert await both[1].code() == 4429
    passed = [frame["data"]["n"] for frame in await both[0].answers() if frame["type"] == "signal"]
    assert passed == list(range(len(passed)))
    assert 60 <= len(passed) < 100


def test_a_description_has_so_many_candidates():
    signals = Signals()
    for _ in range(2):
        signals.judge({"description": {"type": "offer", "sdp": "v=0"}})
        for number in range(CANDIDATES):
            signals.judge({"candidate": {"candidate": f"candidate:{number}"}})
        with pytest.raises(FrameError, match="too_many_candidates"):
            signals.judge({"candidate": None})


@pytest.mark.parametrize("letter", ["a", "é", "한", "😀", "\ud800", "\x01"])
def test_what_is_let_through_fits_into_a_datagram(letter):
    """Whatever it is written with; what does not fit would be lost on its way to another process."""
    signals, size = Signals(), 0
    for length in range(1000, 70_000, 1000):
        data = {"pad": letter * length, "n": [1e15] * (length // 10)}
        try:
            size = len(json.dumps(signals.judge(data), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        except FrameError:
            break
    assert 0 < size <= FRAME_BYTES < DATAGRAM_BYTES - 1024


async def test_a_long_request_fits_into_a_datagram(learner):
    """The row that dashboards get carries the whole script; its learner may have edited it into anything."""
    consult = await sync_to_async(making.consult)(learner)
    consult.script.text = "😀" * settings.SCRIPT_TEXT_MAX_CHARS
    sent = asyncio.Queue()
    sender = Hub(asyncio.get_running_loop())
    sender._link = SimpleNamespace(send=lambda topic, frame: sent.put_nowait(frame))
    sender.publish("queue", {"type": "queue.added", "consult": consult_payload(consult, Line())})
    assert settings.SCRIPT_TEXT_MAX_CHARS < len(await sent.get()) < DATAGRAM_BYTES - 1024
