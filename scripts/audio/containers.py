"""What a file is, by its first bytes alone. A name or a declared type is never asked.

ffmpeg would guess too, but its guesses include playlists that name other files and addresses. Hence this list of what
we take, and the one demuxer that may open each.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scripts.audio.errors import NotAudio

HEAD_BYTES = 4096

# Brands of ISO base media files that carry sound: MPEG-4, QuickTime, 3GPP, DASH. Those of pictures (heic) do not.
SOUND_BRANDS = re.compile(rb"M4A |M4B |M4V |mp4[12]|mp71|iso[m2-9]|avc1|dash|MSNV|qt  |3g[pg2][0-9a-z]")
BITRATES_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s of layer III
BITRATES_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
MPEG_RATES = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that we take. `demuxer` is the only one of ffmpeg's that may open it."""

    name: str
    mime: str
    extension: str
    demuxer: str


def sniff(head: bytes) -> Container:
    """Return what the file is whose first bytes are `head` (HEAD_BYTES or the whole file). Raises NotAudio."""
    for container, matches in KINDS:
        if matches(head):
            return container
    raise NotAudio


def ogg_is_finished(tail: bytes) -> bool:
    """True when `tail`, the end of an Ogg file, has the page that is marked as the last, whole (RFC 3533, 6)."""
    start = tail.rfind(b"OggS\x00")
    page = tail[start:] if start >= 0 else b""
    if len(page) < 27 or len(page) < 27 + page[26]:
        return False
    return bool(page[5] & 4) and len(page) >= 27 + page[26] + sum(page[27 : 27 + page[26]])


def _is_webm(head: bytes) -> bool:
    """EBML with the document type of WebM or Matroska (RFC 8794, section 11.2)."""
    if not head.startswith(b"\x1aE\xdf\xa3"):
        return False
    doctype = re.search(rb"\x42\x82[\x84\x88](webm|matroska)", head[:128])
    return doctype is not None


def _is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and SOUND_BRANDS.fullmatch(head[8:12]) is not None


def _is_wav(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def _is_mp3(head: bytes) -> bool:
    return _has_id3_tag(head) or _has_mpeg_frames(head)


def _has_id3_tag(head: bytes) -> bool:
    """An ID3v2 header: version 2 to 4, and a length in bytes whose highest bit is clear (id3.org, section 3.1)."""
    return len(head) >= 10 and head[:3] == b"ID3" and 2 <= head[3] <= 4 and max(head[6:10]) < 0x80


def _has_mpeg_frames(head: bytes) -> bool:
    """Two frames of MPEG layer III in a row: the sync word alone is found in too much else."""
    length = _mpeg_frame_bytes(head)
    return length > 0 and _mpeg_frame_bytes(head[length:]) > 0


def _mpeg_frame_bytes(head: bytes) -> int:
    """Return the length of the layer III frame that `head` starts with; 0 when there is none (ISO 11172-3, 2.4.2.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate, padding = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in MPEG_RATES or rate == 3 or bitrate in (0, 15):
        return 0
    kbit, samples = (BITRATES_MPEG1[bitrate], 1152) if version == 0b11 else (BITRATES_MPEG2[bitrate], 576)
    return samples // 8 * kbit * 1000 // MPEG_RATES[version][rate] + padding


KINDS: tuple[tuple[Container, Callable[[bytes], bool]], ...] = (
    (Container("webm", "audio/webm", "webm", "matroska"), _is_webm),
    (Container("ogg", "audio/ogg", "ogg", "ogg"), lambda head: head.startswith(b"OggS\x00")),
    (Container("mp4", "audio/mp4", "m4a", "mov"), _is_mp4),
    (Container("wav", "audio/wav", "wav", "wav"), _is_wav),
    (Container("flac", "audio/flac", "flac", "flac"), lambda head: head.startswith(b"fLaC")),
    (Container("mp3", "audio/mpeg", "mp3", "mp3"), _is_mp3),
)
