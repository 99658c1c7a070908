"""Accounts and scripts to try the site with."""

import secrets
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from accounts.models import User
from scripts.audio.encode import encode_m4a
from scripts.models import Question, Script
from scripts.services.recordings import create_script
from scripts.synthesis import get_synthesizer

NAMESPACE = uuid.UUID("6f1f3a52-6a0e-4b1c-9f64-0d0f8f7c9a11")
ANSWERS = {
    "movies-il-1": (
        "I really like action movies. I usually watch them at a theater near my home with my best friend. They are "
        "exciting and easy to follow, so I never get tired of them. I don't like horror movies, because I cannot "
        "sleep after that. My favorite movie is Mission Impossible. I watched it three times."
    ),
    "jogging-ih-1": (
        "I started jogging about two years ago because I wanted to lose some weight. At first it was very hard, and I "
        "could only run for ten minutes in my old shoes. These days I run along the river three times a week, and "
        "I want to finish a half marathon next spring. I changed because running helps me forget my work."
    ),
    "cooking-ih-2": (
        "Last month I tried to cook dinner for my parents, and it was a disaster. I forgot the rice on the stove, so "
        "the whole kitchen was full of smoke. I opened all the windows, and in the end we ordered chicken. Now I "
        "always use a timer. My father still laughs about it whenever I say that I will cook."
    ),
}


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in as one of the demo's people."""

    role: str
    username: str
    password: str


def make_demo() -> tuple[list[Login], list[Script]]:
    """Add the demo's people and scripts; run again, it gives new passwords and nothing twice.

    Passwords are made anew each time: no account with a known password ever stands on a site.
    """
    people = [
        _person("demo.learner", "Demo learner", User.Role.LEARNER),
        _person("demo.instructor", "Demo instructor", User.Role.INSTRUCTOR),
        _person("demo.staff", "Demo staff", User.Role.LEARNER, staff=True),
    ]
    learner = User.objects.get(username="demo.learner")
    return people, [_script(learner, key, answer) for key, answer in ANSWERS.items()]


def _person(username: str, nickname: str, role: str, *, staff: bool = False) -> Login:
    facts = {"nickname": nickname, "role": role, "is_staff": staff, "is_superuser": staff, "is_active": True}
    facts["email"] = f"{username}@example.com"
    user, _ = User.objects.update_or_create(username=username, defaults=facts)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return Login(role="staff" if staff else role, username=username, password=password)


def _script(learner: User, key: str, answer: str) -> Script:
    question = Question.objects.select_related("topic").get(key=key)
    client_id = uuid.uuid5(NAMESPACE, key)
    existing = Script.objects.filter(learner=learner, client_id=client_id).first()
    if existing:
        return existing
    speech = get_synthesizer().speak(answer)
    with tempfile.NamedTemporaryFile(suffix=".m4a") as file:
        file.write(encode_m4a(speech.pcm, sample_rate=speech.sample_rate))
        file.flush()
        script, _ = create_script(learner=learner, question=question, client_id=client_id, source=Path(file.name))
    return script
