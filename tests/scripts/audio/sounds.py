"""Recordings made for a test, good and bad, so that none has to be kept."""

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import numpy as np

RATE = 16_000
MAKERS = {
    "webm": ("webm", "libopus", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "mp4": ("mp4", "aac", 48_000),
    "wav": ("wav", "pcm_s16le", 16_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "flac": ("flac", "flac", 16_000),
}
LIVE = {"live": "1"}
SILENT_60_MS = bytes([0b00011000])  # Opus: SILK, narrow band, one frame of 60 ms without data (RFC 6716, section 3.1)


def tone(seconds: float, *, hertz: float = 440.0, level: float = 0.3) -> np.ndarray:
    """A sine, mono at 16 kHz, `level` of full scale."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def recording(kind: str = "webm", *, seconds: float = 3.0, pcm: np.ndarray | None = None, **options: str) -> bytes:
    """A file of the container `kind`; `options` go to its muxer (for webm, live="1" writes as MediaRecorder does)."""
    format_, codec, rate = MAKERS[kind]
    sound = tone(seconds) if pcm is None else pcm
    return encoded(sound[np.newaxis, :], layout="mono", format_=format_, codec=codec, rate=rate, options=options)


def encoded(
    sound: np.ndarray,
    *,
    layout: str,
    format_: str,
    codec: str,
    rate: int,
    from_rate: int = RATE,
    options: dict[str, str] | None = None,
) -> bytes:
    """`sound` (channels, samples) at `from_rate`, resampled to `rate` and encoded."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=format_, options=options or {}) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(sound.T.reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = from_rate, 0, Fraction(1, from_rate)
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def remuxed(data: bytes, *, stamp: Callable[[int, Any], None], format_: str = "webm", live: bool = True) -> bytes:
    """The same packets with other timestamps: `stamp(number, packet)` changes each."""
    buffer = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(buffer, "w", format=format_, options=LIVE if live else {}) as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for number, packet in enumerate(source.demux(audio=0)):
            if packet.size:
                stamp(number, packet)
                packet.stream = stream
                out.mux(packet)
    return buffer.getvalue()


def silence_for_hours(hours: float) -> bytes:
    """A small webm of silence: one packet of Opus, again and again."""
    packet_ms = 60
    first = recording("webm", seconds=1)
    buffer = io.BytesIO()
    with av.open(io.BytesIO(first)) as source, av.open(buffer, "w", format="webm", options=LIVE) as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for number in range(int(hours * 3_600_000 / packet_ms)):
            packet = av.Packet(SILENT_60_MS)
            packet.stream, packet.time_base = stream, Fraction(1, 1000)
            packet.pts = packet.dts = number * packet_ms
            packet.duration = packet_ms
            out.mux(packet)
    return buffer.getvalue()


def video(*, with_sound: bool, size: int = 64, frames: int = 10) -> bytes:
    """A film of grey pictures, `size` pixels square, of a kind that ffmpeg decodes to know it."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as output:
        film = output.add_stream("mjpeg", rate=10)
        film.width = film.height = size
        film.pix_fmt = "yuvj420p"
        sound = output.add_stream("libopus", rate=48_000, layout="mono") if with_sound else None
        for _ in range(frames):
            picture = av.VideoFrame(size, size, "yuvj420p")
            for plane in picture.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            output.mux(film.encode(picture))
        output.mux(film.encode(None))
        if sound is not None:
            frame = av.AudioFrame.from_ndarray(tone(frames / 10)[np.newaxis, :], format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
            output.mux(sound.encode(frame))
            output.mux(sound.encode(None))
    return buffer.getvalue()
