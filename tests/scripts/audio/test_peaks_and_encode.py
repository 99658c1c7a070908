import io

import av
import numpy as np
import pytest

from scripts.audio.encode import encode_m4a
from scripts.audio.peaks import peaks
from tests.scripts.audio.sounds import tone


def test_peaks_follow_the_loudness() -> None:
    pcm = np.concatenate([tone(1, level=0.1), tone(1, level=0.8), np.zeros(16_000, np.float32)])
    shape = peaks(pcm, count=300)
    assert len(shape) == 300
    assert shape[50] == pytest.approx(0.1, abs=0.005)
    assert shape[150] == pytest.approx(0.8, abs=0.005)
    assert shape[250] == 0.0


def test_peaks_are_bounded_rounded_and_as_many_as_asked() -> None:
    loud = peaks(np.array([-3.0, 2.0, 0.12345], np.float32))
    assert len(loud) == 600
    assert max(loud) == 1.0
    assert all(value == round(value, 3) for value in loud)
    assert peaks(np.zeros(0, np.float32), count=5) == [0.0] * 5


def test_peaks_find_a_single_click() -> None:
    pcm = np.zeros(160_000, np.float32)
    pcm[123_456] = -0.5
    shape = peaks(pcm, count=100)
    assert shape[77] == 0.5
    assert sum(shape) == 0.5


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_an_m4a_is_as_long_as_its_sound_and_begins_with_its_index(rate: int) -> None:
    sound = (0.3 * np.sin(2 * np.pi * 440 * np.arange(5 * rate) / rate)).astype(np.float32)
    data = encode_m4a(sound, sample_rate=rate, bitrate=32_000)
    assert data.index(b"moov") < data.index(b"mdat")
    assert len(data) < 5 * 32_000 / 8 * 1.3
    with av.open(io.BytesIO(data)) as back:
        stream = back.streams.audio[0]
        assert stream.codec_context.name == "aac"
        assert stream.channels == 1
        assert stream.sample_rate == rate
        assert float(stream.duration * stream.time_base) == pytest.approx(5, abs=0.001)
        heard = np.concatenate([frame.to_ndarray()[0] for frame in back.decode(audio=0)])
    # Not a sample later than what went in, so that words stay in time.
    assert np.corrcoef(sound[rate : 4 * rate], heard[rate : 4 * rate])[0, 1] > 0.99


def test_silence_and_one_sample_are_encoded() -> None:
    for sound in (np.zeros(16_000, np.float32), np.zeros(1, np.float32)):
        assert encode_m4a(sound, sample_rate=16_000)[4:8] == b"ftyp"
