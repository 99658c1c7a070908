"""Good recordings, and those that are good enough."""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import av.logging
import numpy as np
import pytest

from scripts.audio import decoder, jail
from scripts.audio.errors import AudioError
from tests.scripts.audio.sounds import MAKERS, encoded, recording, remuxed, video

Put = Callable[[bytes], Path]


@pytest.mark.parametrize("kind", MAKERS)
def test_each_kind_is_measured_and_decoded(put: Put, kind: str) -> None:
    path = put(recording(kind, seconds=3))
    probe = jail.probe(path)
    assert probe.container.name == kind
    assert probe.duration_seconds == pytest.approx(3, abs=0.1)
    assert not probe.incomplete

    pcm = jail.decode(path, max_seconds=10)
    assert pcm.dtype == np.float32
    assert len(pcm) / 16_000 == pytest.approx(3, abs=0.1)
    middle = pcm[16_000:32_000]
    assert np.argmax(np.abs(np.fft.rfft(middle))) == 440
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("kind", ["webm", "ogg", "wav", "mp3", "flac"])
def test_a_cut_tail_leaves_its_part(put: Put, kind: str) -> None:
    data = recording(kind, seconds=9)
    path = put(data[: len(data) // 3])
    probe = jail.probe(path)
    assert probe.incomplete
    assert probe.duration_seconds == pytest.approx(3, abs=1.1)
    assert len(jail.decode(path, max_seconds=10)) / 16_000 == pytest.approx(probe.duration_seconds, abs=0.2)


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_a_cut_recording_of_a_browser_leaves_its_part(put: Put, kind: str) -> None:
    """What a browser records never says how long it is, so only the broken last piece can tell."""
    options = {"live": "1"} if kind == "webm" else {"movflags": "frag_keyframe+empty_moov", "frag_duration": "1000000"}
    data = recording(kind, seconds=6, **options)
    assert not jail.probe(put(data)).incomplete
    cut = put(data[: len(data) * 2 // 3 - 7])
    probe = jail.probe(cut)
    assert probe.incomplete
    assert 2 < probe.duration_seconds < 5
    assert len(jail.decode(cut, max_seconds=10)) > 2 * 16_000


@pytest.mark.parametrize("beyond", [100, 200])
def test_an_mp4_that_breaks_off_in_the_header_of_a_fragment_leaves_its_part(put: Put, beyond: int) -> None:
    data = recording("mp4", seconds=6, movflags="frag_keyframe+empty_moov", frag_duration="1000000")
    headers = [at for at in range(len(data)) if data.startswith(b"moof", at)]
    path = put(data[: headers[4] + beyond])
    probe = jail.probe(path)
    assert probe.incomplete
    assert probe.duration_seconds == pytest.approx(4, abs=0.3)
    assert len(jail.decode(path, max_seconds=10)) / 16_000 == pytest.approx(4, abs=0.3)


def test_damage_in_the_middle_is_left_out(put: Put) -> None:
    data = bytearray(recording("mp3", seconds=6))
    data[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    pcm = jail.decode(put(bytes(data)), max_seconds=10)
    assert 4 < len(pcm) / 16_000 < 6.2


def test_nothing_declared_is_nothing_missed(put: Put) -> None:
    assert jail.probe(put(recording("webm", seconds=3, live="1"))).duration_seconds == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), -5.0, 1e300])
def test_an_absurd_declared_duration_is_ignored(put: Put, absurd: float) -> None:
    data = recording("webm", seconds=3)
    field = data.index(b"\x44\x89\x88") + 3
    probe = jail.probe(put(data[:field] + struct.pack(">d", absurd) + data[field + 8 :]))
    assert probe.duration_seconds == pytest.approx(3, abs=0.1)
    assert not probe.incomplete


def test_a_file_that_claims_less_than_it_holds_is_measured(put: Put) -> None:
    data = recording("webm", seconds=3)
    field = data.index(b"\x44\x89\x88") + 3
    lying = data[:field] + struct.pack(">d", 10.0) + data[field + 8 :]
    assert jail.probe(put(lying)).duration_seconds == pytest.approx(3, abs=0.1)


def test_negative_timestamps_are_accepted(put: Put) -> None:
    def earlier(_: int, packet: Any) -> None:
        packet.pts = packet.dts = packet.pts - 500

    path = put(remuxed(recording("webm", seconds=3), stamp=earlier))
    assert jail.probe(path).duration_seconds == pytest.approx(3, abs=0.1)
    assert len(jail.decode(path, max_seconds=10)) / 16_000 == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(("pause", "expected"), [(5, 8.0), (7_200, 3.0)])
def test_a_pause_is_kept_but_a_computer_that_slept_is_not(put: Put, pause: int, expected: float) -> None:
    def late(number: int, packet: Any) -> None:
        if number >= 75:
            packet.pts = packet.dts = packet.pts + int(pause / packet.time_base)

    path = put(remuxed(recording("webm", seconds=3), stamp=late))
    assert jail.probe(path).duration_seconds == pytest.approx(expected, abs=0.1)
    assert len(jail.decode(path, max_seconds=10)) / 16_000 == pytest.approx(expected, abs=0.1)


def test_a_clock_that_is_set_back_or_forward_goes_on_from_there() -> None:
    clock = decoder.Clock(max_seconds=100)
    starts = [-0.5, 0.5, None, 2.5, 9_000.0, 9_001.0, 9_004.0, -40.0, -39.0]
    gaps = [clock.advance(start, 1.0) for start in starts]
    assert gaps == [0, 0, 0, 0, 0, 0, 2.0, 0, 0]
    assert clock.seconds == len(starts) + 2.0


def test_eight_channels_at_192_khz_become_one_at_16(put: Put) -> None:
    rate = 192_000
    channel = (0.3 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)).astype(np.float32)
    data = encoded(np.stack([channel] * 8), layout="7.1", format_="flac", codec="flac", rate=rate, from_rate=rate)
    path = put(data)
    assert jail.probe(path).duration_seconds == pytest.approx(2, abs=0.01)
    assert len(jail.decode(path, max_seconds=10)) == pytest.approx(32_000, abs=200)


def test_the_sound_of_a_film_is_taken_and_its_pictures_are_not_decoded(put: Put, settings: Any) -> None:
    settings.AUDIO_DECODE_MEMORY_BYTES = 24 * 1024 * 1024  # a picture of 4096² would not fit
    path = put(video(with_sound=True, size=4096, frames=12))
    assert jail.probe(path).duration_seconds == pytest.approx(1.2, abs=0.1)
    assert len(jail.decode(path, max_seconds=10)) / 16_000 == pytest.approx(1.2, abs=0.1)


def test_ffmpeg_is_forbidden_every_decoder_but_those_of_sound() -> None:
    """It would decode a picture only to describe the film, and swallow what goes wrong there: its log alone tells."""
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture() as log:
        decoder.open_recording(av, io.BytesIO(video(with_sound=True)), "matroska")
    av.logging.set_level(None)
    assert [entry for entry in log if "mjpeg" in entry[2] and "not on whitelist" in entry[2]]


def test_too_short_and_too_long_follow_the_settings(put: Put, settings: Any) -> None:
    settings.AUDIO_MIN_SECONDS, settings.AUDIO_MAX_SECONDS = 1.0, 5
    for seconds, code in ((0.2, "too_short"), (6.0, "too_long")):
        with pytest.raises(AudioError) as refused:
            jail.probe(put(recording("webm", seconds=seconds)))
        assert refused.value.code == code
    assert jail.probe(put(recording("webm", seconds=4.5))).duration_seconds == pytest.approx(4.5, abs=0.1)
