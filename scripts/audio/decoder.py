"""The program inside the jail of jail.py: reads a stranger's recording from descriptor 0 and says what it is.

It runs by its path in a fresh interpreter, with the standard library and PyAV alone, to start in a tenth of a second.
Before it reads the first byte of the recording it gives up files, sockets, processes and all memory beyond a limit.
Its answer on descriptor 1 is a line of JSON, then, from "decode", the sound: little-endian 16 bit, mono, 16 kHz.
"""

import ctypes
import io
import json
import os
import resource
import signal
import sys
import wave
from itertools import chain
from pathlib import Path
from typing import Any

SAMPLE_RATE = 16_000
PACKETS_PER_SECOND = 500  # the shortest packets of Opus last 2.5 ms
SHORTEST_GAP, LONGEST_GAP = 0.1, 30.0  # seconds without sound between these are kept: words stay in time with a player
FULL_DAY = 24 * 3600
CLONE_NEWUSER, CLONE_NEWNET, PR_SET_NO_NEW_PRIVS = 0x10000000, 0x40000000, 38
PCM = ("u8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "f64le", "alaw", "mulaw")
CODECS = ["opus", "libopus", "vorbis", "aac", "mp3", "mp3float", "flac", "alac", "amrnb", "amrwb"]
CODECS += [f"pcm_{name}" for name in PCM]
CUT_SHORT = ("ended prematurely", "partial file", "Truncating packet")  # words of ffmpeg's log for a missing end


class Refused(Exception):
    """The recording is no good; the argument is a code of errors.py."""


class Standard:
    """Descriptor 0 as the few methods that PyAV needs, without a name that would be taken for an address."""

    def __init__(self, *, seekable: bool) -> None:
        stream = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115
        stream.seek(0)
        self.read = stream.read
        if seekable:
            self.seek, self.tell = stream.seek, stream.tell


class Clock:
    """Where the recording stands, in seconds, by timestamps and lengths of its pieces: either may be absurd."""

    def __init__(self, max_seconds: float) -> None:
        self.seconds, self.limit = 0.0, max_seconds
        self.ahead: float | None = None

    def advance(self, start: float | None, length: float) -> float:
        """Add a piece; return the silence before it. Raises Refused when the limit is passed."""
        gap = 0.0
        if start is not None:
            if self.ahead is None or abs(start - self.ahead - self.seconds) > LONGEST_GAP:
                self.ahead = start - self.seconds  # the first piece, or a clock that was set: go on from here
            late = start - self.ahead - self.seconds
            gap = late if late > SHORTEST_GAP else 0.0
        self.seconds += gap + max(length, 0.0)
        if self.seconds > self.limit:
            raise Refused("too_long")
        return gap


def rehearse(av: Any) -> None:
    """Decode a hundredth of a second of silence: PyAV imports parts of itself only when they are first used."""
    wav = io.BytesIO()
    with wave.open(wav, "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(bytes(320))
    wav.seek(0)
    container, stream = open_recording(av, wav, "wav")
    decode(av, container, stream, 1, {"incomplete": False})


def lock_the_door(cpu_seconds: int, memory_bytes: int) -> None:
    """Give up for ever what reading a recording does not need. Everything must have been imported before."""
    limits = dict.fromkeys((resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC), 0)
    limits |= {resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_NOFILE: 3}
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)  # some kernels refuse; that no descriptor is left holds there too
        own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        limits[resource.RLIMIT_AS] = own + memory_bytes
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def open_standard(av: Any, demuxer: str, facts: dict[str, Any]) -> tuple[Any, Any]:
    """Open the recording on descriptor 0."""
    try:
        return open_recording(av, Standard(seekable=True), demuxer)
    except Refused:
        if demuxer != "mov":
            raise
        # A fragmented MP4 that breaks off in the header of a fragment opens when it is read straight through.
        facts["incomplete"] = True
        return open_recording(av, Standard(seekable=False), demuxer)


def open_recording(av: Any, source: Any, demuxer: str) -> tuple[Any, Any]:
    """Return the container and its sound stream, with nothing but the demuxer and the decoders that were chosen."""
    options = {"protocol_whitelist": "", "codec_whitelist": ",".join(CODECS)}
    try:
        container = av.open(source, format=demuxer, options=options, metadata_errors="ignore")
    except (av.FFmpegError, OSError, ValueError):
        raise Refused("not_audio") from None
    stream = container.streams.best("audio")
    if stream is None:
        raise Refused("no_audio_track" if len(container.streams) else "not_audio")
    if stream.codec_context is None or stream.codec_context.name not in CODECS:
        raise Refused("not_audio")
    stream.codec_context.thread_count = 1
    return container, stream


def packets(av: Any, container: Any, stream: Any, max_seconds: float, facts: dict[str, Any]) -> Any:
    """Yield the packets of the sound, as many as there can honestly be; note in `facts` when the file breaks off."""
    most = int(PACKETS_PER_SECOND * max_seconds)
    try:
        for count, packet in enumerate(container.demux(stream)):
            if count > most:
                raise Refused("broken_audio")
            facts["incomplete"] |= bool(packet.is_corrupt)
            if packet.size:
                yield packet
    except av.FFmpegError:
        facts["incomplete"] = True


def sound_of(av: Any, stream: Any, packet: Any) -> list[Any]:
    """Decode one packet, or what the decoder still holds; what is damaged is left out, and not the end."""
    try:
        return [frame for frame in stream.codec_context.decode(packet) if frame.samples and frame.sample_rate]
    except av.FFmpegError:
        return []


def probe(av: Any, container: Any, stream: Any, max_seconds: float, facts: dict[str, Any]) -> bytes:
    """Measure the recording by its packets, decoding no more than it takes to hear that it can be decoded."""
    clock, heard, tried = Clock(max_seconds), False, 0
    for packet in packets(av, container, stream, max_seconds, facts):
        base = float(packet.time_base or 0)
        clock.advance(None if packet.pts is None else packet.pts * base, (packet.duration or 0) * base)
        if not heard and tried < PACKETS_PER_SECOND:
            heard, tried = bool(sound_of(av, stream, packet)), tried + 1
    if tried and not heard:
        raise Refused("broken_audio")
    declared = (container.duration or 0) / av.time_base
    facts["incomplete"] |= clock.seconds + 1 < declared < FULL_DAY
    facts["seconds"] = clock.seconds
    return b""


def decode(av: Any, container: Any, stream: Any, max_seconds: float, facts: dict[str, Any]) -> bytes:
    """Return the sound as samples, what can be saved of it."""
    clock, pcm = Clock(max_seconds), bytearray()
    resampler: Any = None
    shape: Any = None
    for packet in chain(packets(av, container, stream, max_seconds, facts), [None]):
        for frame in sound_of(av, stream, packet):
            start = None if frame.pts is None else float(frame.pts * frame.time_base)
            pcm += bytes(2 * round(clock.advance(start, frame.samples / frame.sample_rate) * SAMPLE_RATE))
            if shape != (frame.format.name, frame.layout.name, frame.sample_rate):
                shape = (frame.format.name, frame.layout.name, frame.sample_rate)
                pcm += samples(resampler, None)
                resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
            frame.pts = None
            pcm += samples(resampler, frame)
    return bytes(pcm + samples(resampler, None))


def samples(resampler: Any, frame: Any) -> bytes:
    """Resample a frame, or, without one, what the resampler still holds."""
    resampled = resampler.resample(frame) if resampler else []
    return b"".join(bytes(out.planes[0])[: 2 * out.samples] for out in resampled)


def main(order: dict[str, Any]) -> None:
    signal.alarm(order["wall_seconds"])  # nobody's child any more, it still ends
    sys.path += order["import_from"]
    import av
    import av.logging

    av.logging.set_level(av.logging.ERROR)
    rehearse(av)
    lock_the_door(order["cpu_seconds"], order["memory_bytes"])
    facts: dict[str, Any] = {"incomplete": False}
    try:
        with av.logging.Capture() as log:
            container, stream = open_standard(av, order["demuxer"], facts)
            work = {"probe": probe, "decode": decode}[order["work"]]
            pcm = work(av, container, stream, order["max_seconds"], facts)
        facts["incomplete"] |= any(words in entry[2] for entry in log for words in CUT_SHORT)
    except Refused as refusal:
        facts, pcm = {"error": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + pcm)
    sys.stdout.buffer.flush()
    os._exit(0)  # the process owns nothing that is worth a tidy end


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
