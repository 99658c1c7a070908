"""Scripts of real answers, made without the record page."""

import functools
import uuid

import av
import numpy as np
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SPEECH
from tests.e2e.pages import PATIENCE, by, sign_up
from tests.scripts.audio.sounds import RATE, recording

SECONDS = 14


def send(page: Page, sound: bytes, *, name: str = "take.ogg") -> int:
    """Send a recording as the record page does; return the script's number."""
    question = page.request.get("/api/v1/questions/random/?topic=cooking&level=IM").json()
    answer = page.request.post(
        "/api/v1/scripts/",
        headers={"X-CSRFToken": csrf(page)},
        multipart={
            "question": str(question["id"]),
            "client_id": str(uuid.uuid4()),
            "audio": {"name": name, "mimeType": "audio/ogg", "buffer": sound},
        },
    )
    assert answer.status == 201, answer.text()
    return int(answer.json()["id"])


def csrf(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")


@functools.cache
def speech() -> bytes:
    """The first seconds of a real answer."""
    with av.open(str(SPEECH / "1027.ogg")) as source:
        to_mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        pieces = [piece for frame in source.decode(audio=0) for piece in to_mono.resample(frame)]
    sound = np.concatenate([piece.to_ndarray()[0] for piece in pieces])
    return recording("ogg", pcm=sound[: SECONDS * RATE])


def finished(page: Page) -> int:
    """A script of a new learner whose words are written down, with its page open."""
    sign_up(page)
    number = send(page, speech())
    page.goto(f"/scripts/{number}/")
    expect(by(page, "script")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    return number
