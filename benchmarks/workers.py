"""What workers do and cost: all the real answers, given to one and to two workers at once, and what each takes."""

import threading
import time
from typing import Any

import psutil

from benchmarks import corpus, project
from benchmarks.site import ApiLearner
from tests.e2e.site import Site

ROUNDS = 2
SETTINGS = [(1, 1), (1, 2), (2, 1), (2, 2)]
"""Workers, and threads of each."""


def measure() -> dict[str, Any]:
    figures = {f"{count} x {threads} threads": throughput(count, threads) for count, threads in SETTINGS}
    return {**figures, "speech_worker_mb": speech_worker()}


def throughput(count: int, threads: int) -> dict[str, Any]:
    """Seconds of speech written down in a second, by `count` workers of `threads` threads."""
    settings = {"RECOGNITION_WORKERS": str(count), "STT_THREADS": str(threads), "SPEECH_WORKERS": "0"}
    site = Site(project.folder(), **settings).start()
    try:
        peaks = [Peak(worker) for worker in workers(site, "recognition", count)]
        learner = ApiLearner(site.url)
        start = time.perf_counter()
        scripts = [learner.send(path) for _ in range(ROUNDS) for _, path, _ in corpus.answers()]
        for script in scripts:
            learner.wait_until_done(script)
        spent = time.perf_counter() - start
        said = sum(learner.get(script)["duration"] for script in scripts)
        return {
            "speech_seconds_per_second": round(said / spent, 1),
            "per_worker": round(said / spent / count, 1),
            "peak_mb_of_each": [round(peak.stop() / 1e6) for peak in peaks],
            "with_decoder_mb": max(round(peak.family / 1e6) for peak in peaks),
        }
    finally:
        site.stop()


def speech_worker() -> int:
    """The most memory that a worker of the other queue took while it spoke questions."""
    site = Site(project.folder(), SPEAK_ON_LOAD="true", RECOGNITION_WORKERS="1").start()
    try:
        peak = Peak(workers(site, "speech", 1)[0])
        site.manage("shell", "-c", SPOKEN)
        return round(peak.stop() / 1e6)
    finally:
        site.stop()


SPOKEN = """
import time
from scripts.models import Question
while Question.objects.exclude(audio="").count() < 20:
    time.sleep(0.5)
"""


def workers(site: Site, queue: str, count: int) -> list[psutil.Process]:
    """The worker processes of a queue, when all have begun."""
    while True:
        found = [child for child in psutil.Process(site.process.pid).children(recursive=True) if serves(child, queue)]
        if len(found) == count:
            return found
        time.sleep(0.2)


def serves(process: psutil.Process, queue: str) -> bool:
    try:
        return {"worker", queue} <= set(process.cmdline())
    except psutil.Error:
        return False


class Peak:
    """The most memory (resident, in bytes) that a process, and it with its children, took while we watched."""

    def __init__(self, process: psutil.Process) -> None:
        self.process = process
        self.own = self.family = 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self) -> None:
        while not self.stopped.wait(0.02):
            own = self.process.memory_info().rss
            self.own = max(self.own, own)
            self.family = max(self.family, own + sum(map(resident, self.process.children(recursive=True))))

    def stop(self) -> int:
        self.stopped.set()
        self.thread.join()
        return self.own


def resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
