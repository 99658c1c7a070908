"""MariaDB is killed and started again while answers come in: what people are told, and that each is stored once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.e2e.site import wait_for
from tests.people import PASSWORD
from tests.scripts.audio.sounds import RATE, recording
from tests.scripts.tus import VERSION, metadata
from tests.services import MariaDBServer
from tests.stack.servers import Pages
from tests.stations import Station

PEOPLE, TAKES = 5, 4
KILLED_AFTER = (3, 11)
BODY = {"Content-Type": "application/offset+octet-stream"}
SEED = f"""
from opickme.serving.prepare import prepare
prepare(lambda said: None)
from tests.people import person
for number in range({PEOPLE}):
    person(f"learner{{number}}")
"""
LOOK = """
from django_tasks_db.models import DBTaskResult
from scripts.models import Script, Upload
from tests.scripts.shop import audit
audit()
tasks = DBTaskResult.objects.filter(queue_name="recognition")
print(Script.objects.count(), tasks.count(), Upload.objects.count())
"""


@dataclass
class Take:
    sound: bytes
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    script: int | None = None


class NotNow(Exception):
    """The server did not do it; the same can be asked for again."""


class Phone:
    """Brings answers to the server as the page does (static/js/record/uploader.js): until each is there."""

    def __init__(self, url: str, name: str, takes: list[Take]) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, headers=VERSION)
        self.takes = takes
        self.told: list[httpx.Response] = []
        login = self.ask("POST", "/api/v1/auth/token/", json={"username": name, "password": PASSWORD})
        self.client.headers.update({"Authorization": f"Bearer {login.json()['access']}", "Accept-Language": "en"})
        asked = self.ask("GET", "/api/v1/questions/random/", params={"topic": "parks", "level": "IM"})
        self.question = asked.json()["id"]

    def ask(self, method: str, path: str, **request: object) -> httpx.Response:
        answer = self.client.request(method, path, **request)  # type: ignore[arg-type]
        if not answer.is_success:
            self.told.append(answer)
            raise NotNow
        return answer

    def send_all(self) -> None:
        for take in self.takes:
            wait_for(lambda take=take: self.sends(take), seconds=120, what=lambda: self.told[-1].text)

    def sends(self, take: Take) -> bool:
        """One attempt from the beginning: whatever of it was done before is found done."""
        try:
            self.ask("GET", "/api/v1/users/me/")
            told = {"Upload-Length": str(len(take.sound)), "Upload-Metadata": metadata(take.client_id)}
            path = self.ask("POST", "/api/v1/uploads/", headers=told).headers["Location"]
            offset = int(self.ask("HEAD", path).headers["Upload-Offset"])
            half = len(take.sound) // 2
            for start, end in ((0, half), (half, len(take.sound))):
                if offset < end:
                    at = max(start, offset)
                    piece = {"content": take.sound[at:end], "headers": {**BODY, "Upload-Offset": str(at)}}
                    self.ask("PATCH", path, **piece)
            take.script = self.store(take, upload=path.rstrip("/").rpartition("/")[2]).json()["id"]
        except NotNow:
            return False
        return True

    def store(self, take: Take, *, upload: str) -> httpx.Response:
        order = {"question": self.question, "client_id": take.client_id, "upload": upload}
        return self.ask("POST", "/api/v1/scripts/", json=order)

    @property
    def is_done(self) -> bool:
        return all(take.script for take in self.takes)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[MariaDBServer]:
    folder = tmp_path / "mariadb"
    folder.mkdir()
    server = MariaDBServer(folder).install()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def station(database: MariaDBServer, tmp_path: Path) -> Station:
    made = Station(tmp_path, {}, DATABASE_URL=database.url, SPEAK_ON_LOAD="false", MIN_FREE_BYTES="0")
    made.shell(SEED)
    return made


@pytest.fixture
def pages(station: Station, tmp_path: Path) -> Iterator[Pages]:
    """As in production: its threads keep their connections, which the restart breaks."""
    server = Pages(station.env, tmp_path / "pages.log", workers=2)
    try:
        yield server.start().wait()
    finally:
        server.kill()


def sounds() -> list[bytes]:
    """No two are alike, so that none can be taken for another."""
    chance = np.random.default_rng(5)
    return [recording("wav", pcm=chance.normal(0, 0.1, 2 * RATE).astype(np.float32)) for _ in range(PEOPLE * TAKES)]


def is_told(phone: Phone, before: int) -> bool:
    return phone.is_done or len(phone.told) > before


def test_killed_twice_under_uploads_each_answer_is_stored_once(
    database: MariaDBServer, station: Station, pages: Pages
) -> None:
    made = [Take(sound) for sound in sounds()]
    phones = [Phone(pages.url, f"learner{n}", made[n * TAKES : (n + 1) * TAKES]) for n in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        sending = [pool.submit(phone.send_all) for phone in phones]
        for stored in KILLED_AFTER:
            wait_for(lambda: sum(bool(take.script) for take in made) >= stored, seconds=60, what=pages.process.output)  # noqa: B023
            before = {phone: len(phone.told) for phone in phones}
            database.process.kill()
            for phone in phones:
                wait_for(lambda: is_told(phone, before[phone]), seconds=60, what=pages.process.output)  # noqa: B023
            headers = {"Accept-Language": "en", "Cookie": f"sessionid={'x' * 32}"}
            page = httpx.get(f"{pages.url}/", headers=headers, timeout=30)
            assert (page.status_code, "try again in a moment" in page.text) == (503, True)
            database.start()
        for each in sending:
            each.result(timeout=120)

    told = [answer for phone in phones for answer in phone.told]
    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in told} == {(503, "2")}
    said = {answer.json()["detail"] for answer in told if answer.request.method != "HEAD"}
    assert said == {"The service is busy. Please try again in a moment."}
    for phone in phones:
        assert phone.ask("GET", "/api/v1/scripts/").json()["count"] == TAKES
        for take in phone.takes:
            again = phone.store(take, upload=str(uuid.uuid4()))
            assert (again.status_code, again.json()["id"]) == (200, take.script)
            assert phone.ask("GET", f"/api/v1/scripts/{take.script}/audio/").content == take.sound
    assert station.shell(LOOK).split() == [str(len(made)), str(len(made)), "0"]
