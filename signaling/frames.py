"""What one side of a call may send to the other through the server, which carries it and never reads a description."""

import json
from typing import Any

from opickme.sockets import FrameError
from opickme.sockets.frames import FRAME_BYTES

SDP_BYTES = 32 * 1024
CANDIDATES = 100
"""For one description."""


class Signals:
    """Judges the `data` of the signals of one socket."""

    def __init__(self) -> None:
        self._candidates = 0

    def judge(self, data: Any) -> dict[str, Any]:
        """Return the data, or raise FrameError: no object, too large, or more candidates than any computer has."""
        if not isinstance(data, dict):
            raise FrameError("malformed")
        # As it goes out: a short number may be written long, and what is larger reaches no other process.
        if _size(data) > FRAME_BYTES:
            raise FrameError("too_big")
        if (description := data.get("description")) is not None:
            self._candidates = 0
            sdp = description.get("sdp") if isinstance(description, dict) else None
            if not isinstance(sdp, str):
                raise FrameError("malformed")
            if _size(sdp) > SDP_BYTES:
                raise FrameError("too_big")
        elif "candidate" in data:
            self._candidates += 1
            if self._candidates > CANDIDATES:
                raise FrameError("too_many_candidates")
        return data


def _size(data: Any) -> int:
    return len(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))
