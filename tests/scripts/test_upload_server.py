"""A real web process that is killed in the middle of an upload."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest

from tests.e2e.site import wait_for
from tests.people import PASSWORD
from tests.scripts.audio.sounds import RATE, recording
from tests.scripts.tus import VERSION, metadata
from tests.stations import Station, Web

BODY = "application/offset+octet-stream"


@pytest.fixture
def station(new_station: Callable[..., Station]) -> Station:
    return new_station(SPEAK_ON_LOAD="false", MIN_FREE_BYTES="0")


def login(web: Web) -> httpx.Client:
    """Alice's program."""
    answer = httpx.post(f"{web.url}/api/v1/auth/token/", json={"username": "alice", "password": PASSWORD}, timeout=60)
    headers = {"Authorization": f"Bearer {answer.json()['access']}", **VERSION}
    return httpx.Client(base_url=web.url, headers=headers, timeout=60)


def begin_piece(web: Web, client: httpx.Client, path: str, data: bytes, *, offset: int, of: int) -> None:
    """Send `data` as the beginning of a piece of `of` bytes, and never the rest."""
    head = [
        f"PATCH {path} HTTP/1.1",
        f"Host: 127.0.0.1:{web.port}",
        f"Authorization: {client.headers['authorization']}",
        f"Content-Type: {BODY}",
        f"Upload-Offset: {offset}",
        f"Content-Length: {of}",
        "\r\n",
    ]
    connection = web.connect()
    connection.sendall("\r\n".join(head).encode() + data)


def kill_while_it_makes(web: Web, client: httpx.Client, order: dict[str, Any]) -> None:
    """Ask for the script and kill the server as soon as a child of its listens to the recording."""
    with ThreadPoolExecutor() as pool, suppress(httpx.TransportError):
        dying = pool.submit(client.post, "/api/v1/scripts/", json=order)
        server = psutil.Process(web.process.pid)
        wait_for(lambda: dying.done() or server.children(), seconds=30, what=web.process.output)
        web.process.kill()
        dying.result()


def test_killed_in_the_middle_it_goes_on_where_its_file_ends_and_makes_one_script(station: Station) -> None:
    """Killed in the middle of the bytes, and twice while the script is made of them."""
    noise = np.random.default_rng(1).normal(0, 0.1, 60 * RATE).astype(np.float32)
    sound = recording("wav", pcm=noise)
    half, take = len(sound) // 2, str(uuid.uuid4())
    web = station.web()
    client = login(web)
    told: dict[str, Any] = {"Upload-Length": str(len(sound)), "Upload-Metadata": metadata(take)}
    path = client.post("/api/v1/uploads/", headers=told).headers["Location"]
    headers = {"Content-Type": BODY, "Upload-Offset": "0"}
    assert client.patch(path, content=sound[:half], headers=headers).status_code == 204
    begin_piece(web, client, path, sound[half : half + 10_000], offset=half, of=len(sound) - half)
    web.process.kill()

    web = station.web()
    client = login(web)
    offset = int(client.head(path).headers["Upload-Offset"])
    (part,) = (station.folder / "uploads").iterdir()
    assert offset == part.stat().st_size
    assert half <= offset <= half + 10_000
    assert part.read_bytes() == sound[:offset]
    headers["Upload-Offset"] = str(offset)
    assert client.patch(path, content=sound[offset:], headers=headers).status_code == 204
    question = client.get("/api/v1/questions/random/", params={"topic": "parks", "level": "IM"}).json()["id"]
    order = {"question": question, "client_id": take, "upload": path.rstrip("/").rpartition("/")[2]}
    for _ in range(2):
        kill_while_it_makes(web, client, order)
        web = station.web()
        client = login(web)
    assert client.post("/api/v1/scripts/", json=order).status_code in (200, 201)
    assert client.post("/api/v1/scripts/", json=order).status_code == 200
    assert client.get("/api/v1/scripts/").json()["count"] == 1
    (stored,) = Path(station.folder / "media" / "recordings").rglob("*.wav")
    assert stored.read_bytes() == sound
    assert list((station.folder / "uploads").iterdir()) == []
    station.shell("from tests.scripts.shop import audit; audit()")
