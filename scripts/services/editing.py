"""What a learner does with a script afterwards: edit, delete."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opickme.deadlocks import made_again
from scripts import events
from scripts.exceptions import EditConflict, EmptyText, HasFeedback, NoSuchScript, NotDone, TextTooLong
from scripts.models import Script
from scripts.services import files
from scripts.services.alignment import realign


class Guard(Protocol):
    def __call__(self, *, script: Script) -> None: ...


_guards: list[Guard] = []


def before_deletion(guard: Guard) -> Guard:
    """Have `guard(script=…)` called in the transaction that deletes a script; it raises a DomainError to refuse."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


@made_again
def edit_script(*, script: Script, text: str, seen: datetime) -> Script:
    """Replace the script's text, if it is still the version of `seen`; the same text again is no conflict.

    Raises EmptyText, TextTooLong, NotDone, EditConflict or NoSuchScript.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise EmptyText
    if len(text) > settings.SCRIPT_TEXT_MAX_CHARS:
        raise TextTooLong
    if not script.is_settled:
        raise NotDone
    # Who types the words of a failed script has a script, whatever the recogniser said.
    fresh = {
        "text": text,
        "words": realign(script.words, text),
        "state": Script.State.DONE,
        "error": "",
        "updated_at": timezone.now(),
    }
    with transaction.atomic():
        if Script.objects.filter(pk=script.pk, updated_at=seen).update(**fresh):
            events.script_updated(learner_id=script.learner_id, script_id=script.pk, state=Script.State.DONE)
        stored = Script.objects.with_question().filter(pk=script.pk).first()
    if stored is None:
        raise NoSuchScript
    if stored.text != text or stored.state != Script.State.DONE:
        # Where `text` stands already all is well: a double click, or a request whose answer was lost.
        raise EditConflict(text=stored.text, updated_at=stored.updated_at.isoformat())
    return stored


@made_again
def delete_script(*, script: Script) -> None:
    """Delete the script with its files. A script that is gone already is no error.

    Raises HasFeedback, or what a guard raises.
    """
    with transaction.atomic():
        stored = Script.objects.select_for_update().only("recording", "playback", "feedback_count")
        if (found := stored.filter(pk=script.pk).first()) is None:
            return
        if found.feedback_count:
            raise HasFeedback
        for guard in _guards:
            guard(script=found)
        found.delete()
        files.drop(found.recording.name or "", found.playback.name or "")
