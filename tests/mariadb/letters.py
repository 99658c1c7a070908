"""Letters that a database of the wrong character set or a collation would change: each comes back as it was given.

Over HTTP, from the program's request to its answer. Chat is not here: it goes from browser to browser alone.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from consults.models import Consult
from scripts.models import Script
from tests.consults import making as consults
from tests.people import PASSWORD
from tests.scripts import making as scripts

pytestmark = pytest.mark.django_db(transaction=True)

COMPOSED = "한글 각"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
# Four bytes each, joined to a family, coloured, a flag of two; a letter outside of the first plane; both Hanguls.
LETTERS = f"😀👨‍👩‍👧‍👦👍🏽🇰🇷𠮷 {COMPOSED} {DECOMPOSED}"
SAME_TO_A_COLLATION = [LETTERS, COMPOSED, DECOMPOSED, "😀", "🇰🇷"]


class Programs:
    """Programs that speak to a running site, each for one person."""

    def __init__(self, url: str, closing: ExitStack) -> None:
        self.url, self.closing = f"{url}/api/v1/", closing

    def of(self, user: User) -> httpx.Client:
        pair = httpx.post(f"{self.url}auth/token/", json={"username": user.username, "password": PASSWORD}).json()
        client = httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {pair['access']}"}, timeout=30)
        return self.closing.enter_context(client)


@pytest.fixture
def programs(live_server: LiveServer) -> Iterator[Programs]:
    with ExitStack() as closing:
        yield Programs(live_server.url, closing)


def test_a_nickname(programs: Programs, learner: User) -> None:
    program = programs.of(learner)
    for name in SAME_TO_A_COLLATION:
        assert program.patch("users/me/", json={"nickname": name}).json()["nickname"] == name
        assert program.get("users/me/").json()["nickname"] == name


def test_an_edited_script_and_its_question(programs: Programs, learner: User) -> None:
    script = scripts.script(learner, scripts.question(text=f"{LETTERS}?"))
    program, address = programs.of(learner), f"scripts/{script.pk}/"
    for text in SAME_TO_A_COLLATION:
        seen = program.get(address).json()["updated_at"]
        assert program.patch(address, json={"text": text, "updated_at": seen}).json()["text"] == text
        stored = program.get(address).json()
        assert (stored["text"], " ".join(word["text"] for word in stored["words"])) == (text, text)
        assert stored["question"]["text"] == f"{LETTERS}?"
    asked = program.get("questions/random/", params={"topic": "parks", "level": "IM"}).json()
    assert asked["text"] == f"{LETTERS}?"


def test_a_draft_and_feedback(programs: Programs, learner: User, instructor: User) -> None:
    call = consults.called(learner, instructor)
    Script.objects.update(text=LETTERS)
    program = programs.of(instructor)
    for text in SAME_TO_A_COLLATION:
        content = f'<p><strong class="ql-color-red">{text}</strong></p>'
        assert program.post(f"consults/{call.pk}/journal/", json={"content": content}).is_success
        assert Consult.objects.get().draft == content
    content = f"<p>{LETTERS}</p>"
    made = program.post(f"consults/{call.pk}/finish/", json={"content": content}).json()
    stored = programs.of(learner).get(f"feedback/{made['id']}/").json()
    assert (stored["content"], stored["plain"]) == (content, LETTERS)
