"""The words of our websockets: close codes, refusals, and the shape of a frame."""

import json
from collections.abc import Container
from enum import IntEnum
from typing import Any, Never

Frame = dict[str, Any]

FRAME_BYTES = 64 * 1024


class Close(IntEnum):
    """Codes a socket is closed with."""

    BAD_FRAMES = 1008
    TOO_BIG = 1009
    RESTART = 1012
    TRY_AGAIN = 1013
    NOT_LOGGED_IN = 4401
    NOT_YOURS = 4403
    NO_SUCH = 4404
    SUPERSEDED = 4408
    ROOM_CLOSED = 4410
    TOO_MANY = 4429


class Refused(Exception):
    """This person may not use this socket."""

    def __init__(self, code: Close) -> None:
        super().__init__(code)
        self.code = code


class FrameError(Exception):
    """A frame of the client that cannot be followed; `code` is what the client is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(message: Frame, *, known: Container[str]) -> Frame:
    """Return the frame in an ASGI message, of one of the `known` types, or raise FrameError."""
    text = message.get("text")
    if text is None:
        raise FrameError("not_text")
    if len(text) > FRAME_BYTES:
        raise FrameError("too_big")
    try:
        frame = _json.decode(text)
    except (ValueError, RecursionError) as error:
        raise FrameError("malformed") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise FrameError("malformed")
    if frame["type"] not in known:
        raise FrameError("unknown_type")
    return frame


def _refuse_constant(name: str) -> Never:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)


_json = json.JSONDecoder(parse_constant=_refuse_constant)
