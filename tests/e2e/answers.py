"""Scripts of real answers, made without the record page."""

import functools
import uuid

import av
import numpy as np
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SPEECH
from tests.e2e.pages import PATIENCE, by, csrf, join
from tests.e2e.site import Site, wait_for
from tests.scripts.audio.sounds import RATE, recording

SECONDS = 14
KEEPER = """
from tests.people import person
answer = person("keeper").username
"""
COPY = """
import uuid
from django.core.files.base import ContentFile
from accounts.models import User
from scripts.models import Script
script = Script.objects.get(pk=number)
script.pk, script.learner, script.client_id = None, User.objects.get(username=username), uuid.uuid4()
for stored in (script.recording, script.playback):
    with stored.open() as file:
        stored.save(stored.name, ContentFile(file.read()), save=False)
script.save(force_insert=True)
answer = script.pk
"""
"""Gives `username` a script like `number`, with files of its own."""


def send(page: Page, sound: bytes, *, name: str = "take.ogg") -> int:
    """Send a recording as the record page does; return the script's number."""
    answer = page.request.post(
        "/api/v1/scripts/",
        headers={"X-CSRFToken": csrf(page)},
        multipart={
            "question": "1",  # to ask for one would have it spoken
            "client_id": str(uuid.uuid4()),
            "audio": {"name": name, "mimeType": "audio/ogg", "buffer": sound},
        },
    )
    assert answer.status == 201, answer.text()
    return int(answer.json()["id"])


@functools.cache
def speech() -> bytes:
    """The first seconds of a real answer."""
    with av.open(str(SPEECH / "1027.ogg")) as source:
        to_mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        pieces = [piece for frame in source.decode(audio=0) for piece in to_mono.resample(frame)]
    sound = np.concatenate([piece.to_ndarray()[0] for piece in pieces])
    return recording("ogg", pcm=sound[: SECONDS * RATE])


def finished(page: Page, site: Site) -> int:
    """A script of a new learner whose words are written down, with its page open.

    The first learner of a site waits for the recognition; those after get copies of that script.
    """
    username = join(page)
    if site.sample is None:
        number = send(page, speech())
        wait_for(lambda: _is_done(page, number), seconds=PATIENCE / 1000, what=lambda: f"script {number} is not done")
        site.sample = site.run(COPY, number=number, username=site.run(KEEPER))
    else:
        number = site.run(COPY, number=site.sample, username=username)
    page.goto(f"/scripts/{number}/")
    expect(by(page, "script")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    return number


def _is_done(page: Page, number: int) -> bool:
    return bool(page.request.get(f"/api/v1/scripts/{number}/").json()["state"] == "done")
