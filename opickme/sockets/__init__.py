"""Websockets whose frames are JSON objects with a `type`."""

from opickme.sockets.base import JsonSocket
from opickme.sockets.frames import Close, Frame, FrameError, Refused

__all__ = ["Close", "Frame", "FrameError", "JsonSocket", "Refused"]
