import pytest

from scripts.audio.containers import HEAD_BYTES, ogg_is_finished, sniff
from scripts.audio.errors import AudioError, NotAudio
from tests.scripts.audio.sounds import MAKERS, recording

EXPECTED = {
    "webm": ("audio/webm", "webm", "matroska"),
    "ogg": ("audio/ogg", "ogg", "ogg"),
    "mp4": ("audio/mp4", "m4a", "mov"),
    "wav": ("audio/wav", "wav", "wav"),
    "mp3": ("audio/mpeg", "mp3", "mp3"),
    "flac": ("audio/flac", "flac", "flac"),
}
FOREIGN = {
    "empty": b"",
    "one byte": b"\x1a",
    "zeros": bytes(HEAD_BYTES),
    "text": b"I usually go to the park near my house. " * 50,
    "html": b"<!doctype html><html><body><audio src='x.webm'></audio></body></html>",
    "zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"answer.webm" * 20,
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "ffconcat": b"ffconcat version 1.0\nfile 'other.webm'\n",
    "m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1/x.ts\n",
    "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP 0\r\n",
    "dash": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "avi": b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(100),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
    "avif": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(100),
    "utf-16": "\ufeffhello".encode("utf-16-le") * 50,
    "ebml of another kind": b"\x1aE\xdf\xa3\x8bB\x82\x88matroska"[:8] + b"something else",
    "one frame sync": b"\xff\xfb\x90\x00" + b"and then only text" * 100,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_recording_is_known_by_its_bytes(kind: str) -> None:
    container = sniff(recording(kind)[:HEAD_BYTES])
    assert (container.mime, container.extension, container.demuxer) == EXPECTED[kind]
    assert container.name == kind


@pytest.mark.parametrize("live", ["0", "1"])
def test_webm_of_a_browser_and_of_a_file_are_the_same_kind(live: str) -> None:
    assert sniff(recording("webm", live=live)[:HEAD_BYTES]).name == "webm"


def test_mp3_without_a_tag_is_known_by_two_frames() -> None:
    untagged = recording("mp3", id3v2_version="0", write_xing="0")
    assert untagged[0] == 0xFF
    assert sniff(untagged[:HEAD_BYTES]).name == "mp3"


@pytest.mark.parametrize("brand", [b"M4A ", b"isom", b"iso5", b"mp42", b"3gp4", b"qt  "])
def test_brands_of_phones_and_browsers_are_mp4(brand: bytes) -> None:
    assert sniff(b"\x00\x00\x00\x1cftyp" + brand + bytes(100)).name == "mp4"


@pytest.mark.parametrize("head", FOREIGN.values(), ids=FOREIGN.keys())
def test_everything_else_is_refused(head: bytes) -> None:
    with pytest.raises(NotAudio) as refused:
        sniff(head)
    assert isinstance(refused.value, AudioError)
    assert refused.value.code == "not_audio"


def test_ogg_is_finished_only_with_its_whole_last_page() -> None:
    whole = recording("ogg")
    assert ogg_is_finished(whole[-65_307:])
    assert not ogg_is_finished(whole[:-1])
    assert not ogg_is_finished(whole[: whole.rfind(b"OggS")])
    assert not ogg_is_finished(b"")
