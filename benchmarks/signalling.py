"""Latency of signalling between the two of a room, with many rooms; bare `ws` and the PeerJS server in the same run."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from benchmarks.disturbance import log_ins, slow_client
from benchmarks.machines import Ours, Target, park, spread
from benchmarks.sockets_load import NO_NUMBER

ROOMS = [50, 100, 200]
ROUNDS, SECONDS, RATE = 2, 3.0, 1.0
FRAME_BYTES = 1500
FULL_SECONDS, AHEAD = 3.0, 4
RIVALS = ("node_ws", "peerjs")
Room = Callable[[int], list[dict[str, Any]]]


def measure() -> dict[str, Any]:
    with park() as servers:
        one, free, other, other_free, near, far = (
            servers.ours(1),
            servers.ours(1, "unlimited"),
            servers.ours(1, "uvicorn"),
            servers.ours(1, "unlimited", "uvicorn"),
            servers.ours(2),
            servers.ours(2, redis=True),
        )
        bare, peer = servers.rival("ws"), servers.rival("peer")
        rivals = {"node_ws": Rooms(bare, bare_room(bare)), "peerjs": Rooms(peer, peerjs_room(peer))}
        ours = {
            "one_process": one,
            "one_process_uvicorn": other,
            "two_processes_datagrams": near,
            "two_processes_redis": far,
        }
        all_rooms = {**rivals, **{name: Rooms(target, our_room(target)) for name, target in ours.items()}}
        unlimited = {
            "one_process_without_its_limit": Rooms(free, our_room(free)),
            "one_process_uvicorn_without_its_limit": Rooms(other_free, our_room(other_free)),
        }
        at_rate = {f"{size}_rooms": at_set_rate(all_rooms, size) for size in ROOMS}
        for rooms in unlimited.values():
            rooms.grow(ROOMS[-1])
        return {
            "frame_bytes": FRAME_BYTES,
            "frames_per_second_and_socket": RATE,
            "at_set_rate": at_rate,
            "kb_per_idle_socket": {name: rooms.kb_per_socket() for name, rooms in all_rooms.items()},
            "one_process_beside": disturbed(all_rooms["one_process"], one),
            "full_load": at_full_load({**rivals, **unlimited}),
        }


class Rooms:
    """The rooms that are open at a target."""

    def __init__(self, target: Target, room: Room) -> None:
        self.target = target
        self._room = room
        self._memory: list[tuple[int, float]] = [(0, 0.0)]

    def grow(self, size: int) -> None:
        """Open rooms until there are so many."""
        sockets = [socket for number in range(self._memory[-1][0], size) for socket in self._room(number)]
        self.target.load("open", sockets=sockets)
        self._memory.append((size, self.target.resident_kb()))

    def kb_per_socket(self) -> float:
        """What the memory grew by after the first rooms, which make a server warm."""
        (few, before), (many, after) = self._memory[1], self._memory[-1]
        return round((after - before) / (2 * (many - few)), 1)

    def relay(self) -> dict[str, Any]:
        return dict(self.target.load("relay", seconds=SECONDS, rate=RATE))

    def flood(self) -> dict[str, Any]:
        before = self.target.cpu_seconds()
        count = self.target.load("flood", seconds=FULL_SECONDS, ahead=AHEAD)
        cost = (self.target.cpu_seconds() - before) / count
        return {"frames_per_second": round(count / FULL_SECONDS), "cpu_us_per_frame": round(cost * 1e6, 1)}


class Seen:
    """Latencies of some rounds, and how many frames did not arrive."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.lost = 0

    def add(self, round_: dict[str, Any]) -> None:
        self.times += round_["ms"]
        self.lost += round_["lost"]

    def figures(self) -> dict[str, Any]:
        return spread(self.times, frames=len(self.times), lost=self.lost)


def at_set_rate(rooms: dict[str, Rooms], size: int) -> dict[str, Any]:
    seen = {name: Seen() for name in rooms}
    for each in rooms.values():
        each.grow(size)
    for _ in range(ROUNDS):  # in turn: what else the machine does falls on all alike
        for name, each in rooms.items():
            seen[name].add(each.relay())
    figures = {name: each.figures() for name, each in seen.items()}
    for name in rooms.keys() - set(RIVALS):
        median = figures[name]["median_ms"]
        figures[name] |= {f"times_{rival}": round(median / figures[rival]["median_ms"], 2) for rival in RIVALS}
    return figures


def disturbed(rooms: Rooms, ours: Ours) -> dict[str, Any]:
    """Latency while the process has other work, and without."""
    ways: dict[str, Callable[[Ours], AbstractContextManager[object]]] = {
        "nothing": lambda _: nullcontext(),
        "a_client_with_queries_of_300_ms": slow_client,
        "eight_log_ins_at_once": log_ins,
    }
    seen = {name: Seen() for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            with way(ours):
                seen[name].add(rooms.relay())
    return {name: each.figures() for name, each in seen.items()}


def at_full_load(rooms: dict[str, Rooms]) -> dict[str, Any]:
    """Frames a second while AHEAD of every socket are on their way all the time, and what one costs the server.

    Ours takes FRAMES_PER_SECOND of a socket at most; here that limit is lifted. Above 25,000 the load is the limit.
    """
    seen = {name: each.flood() for name, each in rooms.items()}
    for each in seen.values():
        each["of_peerjs"] = round(each["frames_per_second"] / seen["peerjs"]["frames_per_second"], 2)
    return seen


def bare_room(target: Target) -> Room:
    frame = json.dumps({"type": "signal", "data": said()})
    return lambda number: [{"url": f"{target.address}/room/{number}", "frame": frame}] * 2


def peerjs_room(target: Target) -> Room:
    def side(here: str, there: str) -> dict[str, Any]:
        frame = json.dumps({"type": "OFFER", "src": here, "dst": there, "payload": said()})
        return {"url": f"{target.address}/peerjs?key=peerjs&token=t&id={here}", "frame": frame}

    return lambda number: [side(f"a{number}", f"b{number}"), side(f"b{number}", f"a{number}")]


def our_room(target: Ours) -> Room:
    """The learner at the first process, the instructor at the last."""
    consults = target.match()
    frame = json.dumps({"type": "signal", "data": said()})

    def room(number: int) -> list[dict[str, Any]]:
        path = f"/ws/consults/{consults[number]}/"
        return [target.socket(path, role, number, turn, frame) for turn, role in enumerate(("learners", "instructors"))]

    return room


def said() -> dict[str, str]:
    """What one side says to the other, with a place for the number of the frame."""
    return {"n": NO_NUMBER, "pad": "v" * (FRAME_BYTES - 60)}
