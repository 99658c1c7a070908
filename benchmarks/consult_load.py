"""Many people at their sockets and some consults among them, in a process of its own, over TLS through the proxy.

`python -m benchmarks.consult_load` reads one JSON object from its input: `url`, `ws`, `learners` and `instructors`
(`{session, script}` each), `seconds`, `per_second` (consults that begin) and `signals` (frames of each of the two). It
first writes a line when all sockets are open, and goes on when it gets one; then it prints what each thing took, in ms.
"""

import asyncio
import json
import random
import ssl
import sys
import time
from collections import defaultdict
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

UNCHECKED = ssl.create_default_context()
UNCHECKED.check_hostname, UNCHECKED.verify_mode = False, ssl.CERT_NONE
TOKEN = "t" * 32
OPENING = 20
FRAME = "v" * 1400


class Person:
    """Somebody with a session, and the socket that is always open; what comes there is noted with its time."""

    def __init__(self, crowd: "Crowd", facts: dict[str, Any], path: str) -> None:
        self.crowd, self.facts, self.path = crowd, facts, path
        self.heard: dict[tuple[str, str], float] = {}
        self.news = asyncio.Event()

    @property
    def cookie(self) -> str:
        return f"sessionid={self.facts['session']}; csrftoken={TOKEN}"

    async def sit(self, opened: asyncio.Semaphore, ready: list[object]) -> None:
        async with opened:
            socket = await self.open(self.path)
        ready.append(self)
        async for text in socket:
            frame = json.loads(text)
            subject = frame.get("id") or frame.get("consult", {}).get("id", "")
            self.heard.setdefault(
                (f"{frame['type']} {frame.get('state', '')}".strip(), str(subject)), time.perf_counter()
            )
            self.news.set()

    async def open(self, path: str) -> ClientConnection:
        headers = {"Cookie": self.cookie, "Origin": self.crowd.url}
        return await connect(self.crowd.ws + path, additional_headers=headers, ssl=UNCHECKED, compression=None)

    async def post(self, kind: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Cookie": self.cookie, "X-CSRFToken": TOKEN, "Referer": f"{self.crowd.url}/"}
        begin = time.perf_counter()
        answer = await self.crowd.http.post(self.crowd.url + path, json=body, headers=headers)
        self.crowd.took(kind, begin)
        if answer.status_code >= 400:
            self.crowd.errors.append(f"{kind}: {answer.status_code} {answer.text[:200]}")
        return dict(answer.json())

    async def hears(self, what: str, subject: str) -> float:
        """When it was heard."""
        async with asyncio.timeout(20):
            while (what, subject) not in self.heard:
                self.news.clear()
                await self.news.wait()
        return self.heard[what, subject]


class Crowd:
    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.url, self.ws = facts["url"], facts["ws"]
        self.learners = [Person(self, each, "/ws/me/") for each in facts["learners"]]
        self.instructors = [Person(self, each, "/ws/queue/") for each in facts["instructors"]]
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        limits = httpx.Limits(max_connections=50)
        self.http = httpx.AsyncClient(verify=UNCHECKED, timeout=30, limits=limits)

    def took(self, kind: str, begin: float, end: float | None = None) -> None:
        self.times[kind].append(((time.perf_counter() if end is None else end) - begin) * 1000)

    async def run(self) -> None:
        opened, ready = asyncio.Semaphore(OPENING), []
        people = [*self.learners, *self.instructors]
        sitting = [asyncio.create_task(self.watched("a socket", person.sit(opened, ready))) for person in people]
        while len(ready) < len(people) and not self.errors:
            await asyncio.sleep(0.1)
        print(json.dumps({"open": len(ready), "errors": self.errors[:3]}), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        consults = []
        total = int(self.facts["seconds"] * self.facts["per_second"])
        for learner, instructor in zip(self.learners[:total], self.instructors * 10, strict=False):
            consults.append(asyncio.create_task(self.watched("a consult", self.consult(learner, instructor))))
            await asyncio.sleep(random.expovariate(self.facts["per_second"]))
        await asyncio.gather(*consults)
        lost = sum(task.done() for task in sitting)
        print(json.dumps({"times": self.times, "errors": self.errors, "lost_sockets": lost, "consults": total}))

    async def watched(self, what: str, work: Any) -> None:
        try:
            await work
        except Exception as error:
            self.errors.append(f"{what}: {error!r}")

    async def consult(self, learner: Person, instructor: Person) -> None:
        """From the request to the end."""
        begin = time.perf_counter()
        asked = await learner.post("ask", "/api/v1/consults/", {"script": learner.facts["script"]})
        number = asked["id"]
        for each in self.instructors:
            self.took("ask_to_a_dashboard", begin, await each.hears("queue.added", number))
        begin = time.perf_counter()
        await instructor.post("claim", f"/api/v1/consults/{number}/claim/", {})
        self.took("claim_to_the_learner", begin, await learner.hears("consult.updated matched", number))
        path = f"/ws/consults/{number}/"
        one, other = await asyncio.gather(learner.open(path), instructor.open(path))
        await asyncio.gather(self.talk(one, other), self.talk(other, one))
        await asyncio.gather(one.close(), other.close())
        await instructor.post("finish", f"/api/v1/consults/{number}/finish/", {"content": "<p>Better.</p>"})

    async def talk(self, mouth: ClientConnection, ear: ClientConnection) -> None:
        """Say something ten times a second; each frame carries when it was said."""
        async with asyncio.timeout(20):
            while json.loads(await ear.recv())["type"] not in ("welcome", "ready"):
                pass
        await asyncio.sleep(0.5)  # both have come in by now; no frame is sent to an empty room
        hearing = asyncio.create_task(self.hear(ear))
        for _ in range(self.facts["signals"]):
            said = {"type": "signal", "data": {"at": time.perf_counter(), "pad": FRAME}}
            await mouth.send(json.dumps(said))
            await asyncio.sleep(0.1)
        await hearing

    async def hear(self, ear: ClientConnection) -> None:
        left = self.facts["signals"]
        async with asyncio.timeout(20):
            while left:
                frame = json.loads(await ear.recv())
                if frame["type"] == "signal":
                    self.took("signal", frame["data"]["at"])
                    left -= 1


if __name__ == "__main__":
    asyncio.run(Crowd(json.loads(sys.stdin.readline())).run())
