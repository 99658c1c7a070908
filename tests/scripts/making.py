"""Questions, scripts and recordings for tests."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from opickme import s3
from scripts.models import Question, Script, State, Topic
from scripts.recognition.base import Transcript, Word

T = TypeVar("T")
WORDS = ["I", "usually", "go", "to", "the", "park", "near", "my", "house"]


def topic(slug: str = "parks", **fields: Any) -> Topic:
    facts = {"category": Topic.Category.LEISURE, "name_ko": "공원가기", "name_en": "Going to parks"}
    facts |= {"state": State.PUBLISHED, "from_bank": {"position": 0}, **fields}
    return Topic.objects.get_or_create(slug=slug, defaults=facts)[0]


def question(**fields: Any) -> Question:
    """A published question about parks for IM."""
    facts = {"topic": fields.pop("topic", None) or topic(), "level": "IM", "type": "T06", "state": State.PUBLISHED}
    return Question.objects.create(**{**facts, "text": "What do you usually do at the park?", **fields})


def script(learner: User, asked: Question, *, sound: bytes = b"", **fields: Any) -> Script:
    """A finished script of `learner`; with `sound` its recording is in the storage."""
    name = f"recordings/{learner.pk}/{uuid.uuid4().hex}.webm"
    if sound:
        default_storage.save(name, ContentFile(sound))
    facts: dict[str, Any] = {
        "question": asked,
        "question_text": asked.text,
        "category": asked.topic.category,
        "client_id": uuid.uuid4(),
        "recording": name,
        "recording_mime": "audio/webm",
        "duration": 4.0,
        "state": Script.State.DONE,
        "text": " ".join(WORDS),
        "words": timed(WORDS),
    }
    return Script.objects.create(learner=learner, **{**facts, **fields})


def timed(words: list[str]) -> list[dict[str, Any]]:
    """Words as they are stored, half a second each."""
    return [{"text": word, "start": i / 2, "end": i / 2 + 0.4, "confidence": 0.9} for i, word in enumerate(words)]


def transcript(text: str = "I like the park") -> Transcript:
    words = tuple(Word(**word) for word in timed(text.split()))
    return Transcript(text=text, words=words, language="en", engine="a test")


def stored_files() -> set[str]:
    """Names of all files in the storage."""
    if s3.is_used():
        found = s3.client().list_objects_v2(Bucket=settings.S3_BUCKET)
        return {each["Key"] for each in found.get("Contents", [])}
    root = Path(default_storage.path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


async def in_thread(make: Callable[..., T], *arguments: Any, **fields: Any) -> T:
    """Make it from a test that is asynchronous."""
    return await sync_to_async(make)(*arguments, **fields)
