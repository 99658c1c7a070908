"""A running site, and a learner who uses its API."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.site import Site

PASSWORD = "correct-horse-battery"


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    site = Site(folder).start()
    try:
        yield site
    finally:
        site.stop()


class ApiLearner:
    """A new account that speaks to the site as a program does."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=60)
        self.username = f"b{uuid.uuid4().hex[:10]}"
        person = {"username": self.username, "nickname": "Bench", "password": PASSWORD}
        self.http.post("/users/", json={**person, "email": f"{self.username}@example.com"}).raise_for_status()
        self.log_in()
        self.question = self.http.get("/questions/random/?topic=movies&level=IM").json()["id"]

    def log_in(self) -> None:
        tokens = self.http.post("/auth/token/", json={"username": self.username, "password": PASSWORD}).json()
        self.http.headers["Authorization"] = f"Bearer {tokens['access']}"

    def send(self, path: Path) -> int:
        """Send a recording and return the number of its script."""
        fields = {"question": self.question, "client_id": str(uuid.uuid4())}
        answer = self.http.post("/scripts/", data=fields, files={"audio": path.read_bytes()})
        answer.raise_for_status()
        return int(answer.json()["id"])

    def get(self, script: int) -> dict[str, Any]:
        return dict(self.http.get(f"/scripts/{script}/").raise_for_status().json())

    def wait_until_done(self, script: int) -> None:
        while (state := self.get(script)["state"]) != "done":
            if state == "failed":
                raise RuntimeError(f"script {script} failed")
            time.sleep(0.1)
