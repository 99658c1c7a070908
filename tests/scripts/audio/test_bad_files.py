"""Files that are no recordings, or worse. Each gets its reason; none reads a neighbour or calls home."""

import io
import random
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts.audio import jail
from scripts.audio.errors import MESSAGES, AudioError
from tests.scripts.audio.sounds import recording, silence_for_hours, video

Put = Callable[[bytes], Path]


def reason(path: Path) -> str:
    """The code for which both the check at the door and the worker refuse the file; they agree."""
    with pytest.raises(AudioError) as at_the_door:
        jail.probe(path)
    with pytest.raises(AudioError) as in_the_worker:
        jail.decode(path, max_seconds=900)
    assert at_the_door.value.code == in_the_worker.value.code
    assert str(at_the_door.value.message)
    return at_the_door.value.code


def answer_to(read: Callable[[Path], Any], path: Path) -> str:
    try:
        read(path)
    except AudioError as refused:
        return refused.code
    return "read"


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("answer.webm", data)
    return buffer.getvalue()


def headless(kind: str) -> bytes:
    data = recording(kind)
    return data[len(data) // 3 :]


NOT_AUDIO: dict[str, Callable[[], bytes]] = {
    "one byte": lambda: b"\x1a",
    "only the EBML header": lambda: recording("webm")[:36],
    "zeros": lambda: bytes(10_000),
    "text": lambda: b"This is not a recording.\n" * 100,
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "zip of a recording": lambda: zipped(recording("webm")),
    "webm without its head": lambda: headless("webm"),
    "ogg without its head": lambda: headless("ogg")[1:],
    "mp4 without its index": lambda: recording("mp4")[:20_000],
    "a tag and then text": lambda: b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"only words " * 500,
    "a webm head and then noise": lambda: recording("webm")[:36] + bytes(range(256)) * 100,
}


@pytest.mark.parametrize("make", NOT_AUDIO.values(), ids=NOT_AUDIO.keys())
def test_what_is_no_recording_is_refused(put: Put, make: Callable[[], bytes]) -> None:
    assert reason(put(make())) == "not_audio"


def test_an_empty_file_is_named_so(put: Put) -> None:
    assert reason(put(b"")) == "empty_file"


def test_a_film_without_sound(put: Put) -> None:
    assert reason(put(video(with_sound=False))) == "no_audio_track"


def test_packets_of_noise_are_a_broken_recording(put: Put) -> None:
    """The container is whole, but no packet of the sound can be decoded."""
    data = bytearray(recording("flac", seconds=3))
    start = data.index(b"\xff\xf8")  # the first frame
    data[start + 16 :] = (b"\x55\xaa\x12" * len(data))[: len(data) - start - 16]
    assert reason(put(bytes(data))) == "broken_audio"


def test_damaged_files_always_get_an_answer(put: Put) -> None:
    """Bytes changed at random, in the head and anywhere: a recording, or a reason of ours, and nothing else."""
    whole = [recording("webm", live="1"), recording("ogg"), recording("mp4"), recording("mp3"), video(with_sound=True)]
    for seed in range(20):
        chance = random.Random(seed)
        data = bytearray(whole[seed % len(whole)])
        for _ in range(chance.choice((1, 5, 50, 500))):
            data[chance.randrange(chance.choice((200, len(data))))] = chance.randrange(256)
        path = put(bytes(data))
        for read in (jail.probe, lambda path: jail.decode(path, max_seconds=60)):
            assert answer_to(read, path) in ("read", *MESSAGES)


def test_ten_hours_in_a_small_file_are_too_long_in_little_memory(put: Put, settings: Any) -> None:
    settings.AUDIO_DECODE_MEMORY_BYTES = 128 * 1024 * 1024  # decoded at once they would take 2.3 GB
    data = silence_for_hours(10)
    assert len(data) < 6_000_000
    assert reason(put(data)) == "too_long"


def test_three_hours_that_claim_to_be_ten_seconds(put: Put) -> None:
    """The worker believes its own count of samples."""
    with pytest.raises(AudioError) as refused:
        jail.decode(put(silence_for_hours(3)), max_seconds=10)
    assert refused.value.code == "too_long"


class Listener(ThreadingHTTPServer):
    """Counts every connection, whatever it says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), BaseHTTPRequestHandler)
        self.calls = 0

    def get_request(self) -> Any:
        self.calls += 1
        return super().get_request()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


REFERENCES = {
    "ffconcat": "ffconcat version 1.0\nfile '{file}'\nfile '{url}'\n",
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{file}\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><BaseURL>{url}'
    '</BaseURL><AdaptationSet mimeType="audio/webm"><Representation id="1"/></AdaptationSet></Period></MPD>',
    "url": "{url}",
}
# The same words behind the first bytes of kinds that we do take.
DISGUISES = {
    "bare": b"",
    "as mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "as wav": b"RIFF\x00\x10\x00\x00WAVE",
    "as ogg": b"OggS\x00",
    "as webm": b"\x1aE\xdf\xa3\x87B\x82\x84webm",
    "as mp4": b"\x00\x00\x00\x10ftypisom\x00\x00\x02\x00",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES.keys())
@pytest.mark.parametrize("body", REFERENCES.values(), ids=REFERENCES.keys())
def test_a_file_that_names_others_is_refused_and_nothing_is_fetched(
    put: Put, listener: Listener, body: str, disguise: bytes
) -> None:
    neighbour = put(recording("webm"))
    url = f"http://127.0.0.1:{listener.server_port}/sound.webm"
    path = put(disguise + body.format(file=neighbour, url=url).encode())
    assert reason(path) == "not_audio"
    assert listener.calls == 0
