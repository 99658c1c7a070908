"""Time until the last of 200 open dashboards has what one learner asks; bare Node `ws` is the floor of the same run."""

import json
from typing import Any

import httpx

from benchmarks.machines import CROWD, Ours, Target, park, spread

ROUNDS, PUBLISHES, ASKS = 5, 20, 6
MARK = "queue.added"


def measure() -> dict[str, Any]:
    with park() as servers:
        floor = servers.rival("ws")
        ours = {
            "one_process": servers.ours(1),
            "two_processes_datagrams": servers.ours(2),
            "two_processes_redis": servers.ours(2, redis=True),
        }
        askers = {name: Asker(target) for name, target in ours.items()}
        say = json.dumps({"type": "publish", "consult": askers["one_process"].example()}, ensure_ascii=False)
        plain = say.replace('"publish"', f'"{MARK}"')
        floor.load("open", sockets=[{"url": f"{floor.address}/fan"}] * (CROWD + 1))
        for target in ours.values():
            target.load("open", sockets=dashboards(target))
        published = Times({"node_ws": floor, **ours})
        asked = Times(ours)
        for _ in range(ROUNDS):  # in turn: what else the machine does falls on all alike
            published.add("node_ws", publish(floor, plain))
            for name, target in ours.items():
                published.add(name, publish(target, say))
                asked.add(name, askers[name].ask())
    return {
        "dashboards": CROWD,
        "event_bytes": len(plain.encode()),
        "publish_to_last": published.figures(),
        "ask_to_last": asked.figures(),
    }


def publish(target: Target, say: str) -> dict[str, Any]:
    before = target.cpu_seconds()
    seen = target.load("fan_out", times=PUBLISHES, mark=MARK, say=say)
    return {**seen, "cpu": target.cpu_seconds() - before}


def dashboards(target: Ours) -> list[dict[str, Any]]:
    """The socket that publishes, and those of all instructors' dashboards."""
    lever = target.socket("/ws/bench/", "instructors", 0, 0)
    return [lever, *(target.socket("/ws/queue/", "instructors", n, n) for n in range(CROWD))]


class Asker:
    """A learner who asks over the API at the first process."""

    def __init__(self, target: Ours) -> None:
        self.target = target
        self.http = httpx.Client(base_url=f"{target.webs[0].url}/api/v1", timeout=30)
        person = target.station.people["asker"]
        self.script = person["script"]
        self.token = self.http.post("/auth/token/", json=person).raise_for_status().json()["access"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def example(self) -> dict[str, Any]:
        """What the dashboards are told of a request."""
        consult = dict(self.http.post("/consults/", json={"script": self.script}).raise_for_status().json())
        self.http.post(f"/consults/{consult['id']}/cancel/").raise_for_status()
        return consult

    def ask(self) -> dict[str, Any]:
        host = self.target.webs[0].url.removeprefix("http://")
        request = {"times": ASKS, "mark": MARK, "host": host, "token": self.token, "script": self.script}
        return dict(self.target.load("ask", **request))


class Times:
    """What was measured of each target: times, of how many sockets nothing was heard, and what it cost the server."""

    def __init__(self, targets: dict[str, Any]) -> None:
        self.times: dict[str, list[float]] = {name: [] for name in targets}
        self.lost = dict.fromkeys(targets, 0)
        self.cpu = dict.fromkeys(targets, 0.0)

    def add(self, name: str, seen: dict[str, Any]) -> None:
        self.times[name] += seen["ms"]
        self.lost[name] += seen["lost"]
        self.cpu[name] += seen.get("cpu", 0)

    def figures(self) -> dict[str, Any]:
        """By target; with Node among them, with the ratio of the medians."""
        figures = {name: spread(times, lost=self.lost[name]) for name, times in self.times.items()}
        if floor := figures.get("node_ws"):
            for name, each in figures.items():
                each["cpu_us_per_socket"] = round(self.cpu[name] / len(self.times[name]) / CROWD * 1e6, 1)
                each["times_node"] = round(each["median_ms"] / floor["median_ms"], 2)
        return figures
