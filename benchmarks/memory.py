"""Peak memory of a real recognition worker while it writes down all the real answers, one after the other."""

import threading
import time
from typing import Any

import psutil

from benchmarks import corpus, project
from benchmarks.site import ApiLearner, running_site


def measure() -> dict[str, Any]:
    with running_site(project.folder()) as site:
        worker = site.child("worker", "recognition")
        peak = Peak(worker)
        learner = ApiLearner(site.url)
        start = time.perf_counter()
        scripts = [learner.send(path) for _, path, _ in corpus.answers()]
        for script in scripts:
            learner.wait_until_done(script)
        spent = time.perf_counter() - start
        seconds = sum(learner.get(script)["duration"] for script in scripts)
        return {
            "worker_peak_mb": round(peak.stop() / 1e6),
            "worker_and_decoder_peak_mb": round(peak.family / 1e6),
            "recognised_seconds_per_second": round(seconds / spent, 2),
        }


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
