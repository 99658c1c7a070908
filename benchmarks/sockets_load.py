"""A load of websockets in a process of its own, the same for every server that is measured.

`python -m benchmarks.sockets_load` reads one command a line as JSON, `{"do": name, …}` with the arguments of a method
of Load, and answers each with a line of JSON.
"""

import http.client
import json
import random
import re
import select
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.wire import Wire, masked

NUMBER = re.compile(rb'"n": ?"(\d{8})"')
NO_NUMBER = "########"
QUIET_SECONDS, PATIENCE_SECONDS = 0.7, 30.0
Arrival = tuple[Wire, bytes, float]
Act = Callable[[], object]


class Load:
    """Open sockets, and what they say: `frame`, which has a number where NO_NUMBER stands."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.frames: list[list[bytes]] = []
        self.by_number: dict[int, Wire] = {}
        self.poll = select.epoll()
        self.count = 0
        self.random = random.Random(7)

    def open(self, sockets: list[dict[str, Any]]) -> int:
        """Open more of them, `{url, headers, frame}` each, and wait until all is quiet."""
        for facts in sockets:
            wire = Wire(facts["url"], facts.get("headers"))
            self.wires.append(wire)
            self.frames.append(masked(facts.get("frame", "").encode()).split(NO_NUMBER.encode()))
            self.by_number[wire.fileno()] = wire
            self.poll.register(wire.fileno(), select.EPOLLIN)
            self._hear(0)
        self.settle()
        return len(self.wires)

    def idle(self, wake: int) -> None:
        """Answer the pings of the servers until the descriptor `wake` can be read."""
        self.poll.register(wake, select.EPOLLIN)
        while not any(number == wake for number, _ in self.poll.poll(0)):
            self._hear(1)
        self.poll.unregister(wake)

    def settle(self) -> None:
        """Hear what comes, until nothing has come for a while."""
        last, end = time.monotonic(), time.monotonic() + PATIENCE_SECONDS
        while (now := time.monotonic()) < min(last + QUIET_SECONDS, end):
            for _ in self._arrivals(last + QUIET_SECONDS - now):
                last = time.monotonic()

    def fan_out(self, times: int, mark: str, say: str) -> dict[str, Any]:
        """Let the first socket say something, and time each until the last of the others has the `mark`."""
        frame = masked(say.encode())
        return self._fan_outs(times, mark, lambda: self.wires[0].send(frame), self.settle_briefly)

    def ask(self, times: int, mark: str, host: str, token: str, script: int) -> dict[str, Any]:
        """The same with a learner's request, which is cancelled afterwards."""
        line = http.client.HTTPConnection(host, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"script": script})

        def request() -> None:
            line.request("POST", "/api/v1/consults/", body, headers)

        def cancel() -> None:
            asked = json.loads(line.getresponse().read())
            line.request("POST", f"/api/v1/consults/{asked['id']}/cancel/", "{}", headers)
            line.getresponse().read()
            self.settle_briefly()

        return self._fan_outs(times, mark, request, cancel)

    def relay(self, seconds: float, rate: float) -> dict[str, Any]:
        """Let every socket send `rate` frames a second to the other one of its room, at moments of its own."""
        begin = time.monotonic()
        due = [(begin + self.random.random() / rate, index) for index in range(len(self.wires))]
        times = sorted((at + turn / rate, index) for at, index in due for turn in range(int(seconds * rate)))
        sent: dict[int, float] = {}
        taken: list[float] = []
        for at, index in times:
            while (left := at - time.monotonic()) > 0:
                self._take(sent, taken, left)
            began = time.monotonic()
            sent[self._send(index)] = began
            self._take(sent, taken, 0)
        end = time.monotonic() + 5
        while sent and time.monotonic() < end:
            self._take(sent, taken, 0.1)
        return {"ms": taken, "lost": len(sent)}

    def flood(self, seconds: float, ahead: int) -> int:
        """Keep `ahead` frames of every socket on their way; return how many have arrived."""
        index_of = {wire: index for index, wire in enumerate(self.wires)}
        for index in list(index_of.values()) * ahead:
            self._send(index)
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            for wire, text, _ in self._arrivals(0.1):
                if NUMBER.search(text):
                    count += 1
                    self._send(index_of[wire])
        self.settle()
        return count

    def settle_briefly(self) -> None:
        end = time.monotonic() + 0.15
        while (left := end - time.monotonic()) > 0:
            self._hear(left)

    def _fan_outs(self, times: int, mark: str, pull: Act, after: Act) -> dict[str, Any]:
        spent, missed, wanted = [], 0, mark.encode()
        for _ in range(times):
            missing = set(self.wires[1:])
            begin = last = time.monotonic()
            pull()
            while missing and time.monotonic() < begin + 5:
                for wire, text, at in self._arrivals(0.5):
                    if wanted in text and wire in missing:
                        missing.remove(wire)
                        last = at
            missed += len(missing)
            spent.append((last - begin) * 1000)
            after()
        return {"ms": spent, "lost": missed}

    def _send(self, index: int) -> int:
        self.count += 1
        self.wires[index].send((b"%08d" % self.count).join(self.frames[index]))
        return self.count

    def _take(self, sent: dict[int, float], taken: list[float], seconds: float) -> None:
        for _, text, at in self._arrivals(seconds):
            found = NUMBER.search(text)
            if found and (began := sent.pop(int(found[1]), None)) is not None:
                taken.append((at - began) * 1000)

    def _hear(self, seconds: float) -> None:
        for _ in self._arrivals(seconds):
            pass

    def _arrivals(self, seconds: float) -> Iterator[Arrival]:
        """Whatever texts have come, after at most so many seconds of waiting."""
        for number, _ in self.poll.poll(max(seconds, 0)):
            if (wire := self.by_number.get(number)) is not None:
                at = time.monotonic()
                for text in wire.texts():
                    yield wire, text, at


def main() -> None:
    load = Load()
    while True:
        load.idle(sys.stdin.fileno())
        if not (line := sys.stdin.readline()):
            return
        command = json.loads(line)
        print(json.dumps(getattr(load, command.pop("do"))(**command)), flush=True)


if __name__ == "__main__":
    main()
