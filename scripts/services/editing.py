"""What a learner does with a script afterwards: edit, delete."""

import difflib
import re
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from scripts import events
from scripts.exceptions import EditConflict, EmptyText, HasFeedback, NotDone
from scripts.models import Script

Word = dict[str, Any]


def edit_script(*, script: Script, text: str, seen: datetime) -> Script:
    """Replace the script's text, if it is still the version of `seen`. Raises EmptyText, NotDone or EditConflict."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise EmptyText
    if not script.is_settled:
        raise NotDone
    with transaction.atomic():
        unchanged = Script.objects.filter(pk=script.pk, updated_at=seen)
        fresh = {"text": text, "words": realign(script.words, text), "updated_at": timezone.now()}
        if script.state == Script.State.FAILED:
            # Who types the words himself has a script, whatever the recogniser said.
            fresh |= {"state": Script.State.DONE, "error": ""}
        if not unchanged.update(**fresh):
            script.refresh_from_db()
            raise EditConflict(text=script.text, updated_at=script.updated_at.isoformat())
        events.script_updated(learner_id=script.learner_id, script_id=script.pk, state=fresh.get("state", script.state))
    script.refresh_from_db()
    return script


def realign(words: list[Word], text: str) -> list[Word]:
    """Carry the timings of `words` over to `text`: what was left as it was keeps its place in the recording.

    Words that the learner typed stand between those with null times and no confidence.
    """
    typed = text.split()
    matcher = difflib.SequenceMatcher(a=[_bare(w["text"]) for w in words], b=[_bare(w) for w in typed], autojunk=False)
    aligned: list[Word] = [{"text": word, "start": None, "end": None, "confidence": None} for word in typed]
    for block in matcher.get_matching_blocks():
        for i in range(block.size):
            aligned[block.b + i] = {**words[block.a + i], "text": typed[block.b + i]}
    return aligned


def delete_script(*, script: Script) -> None:
    """Delete the script with its files. Raises HasFeedback. A script that is gone already is no error."""
    with transaction.atomic():
        if not Script.objects.filter(pk=script.pk, feedback_count=0).delete()[0]:
            if Script.objects.filter(pk=script.pk).exists():
                raise HasFeedback
            return
        _delete_files_on_commit(script)


def delete_recordings_of(*, user: User) -> None:
    """Delete every file of the user's voice, once the surrounding deletion of the account is committed."""
    for script in Script.objects.filter(learner=user).only("recording", "playback"):
        _delete_files_on_commit(script)


def _delete_files_on_commit(script: Script) -> None:
    names = [stored.name for stored in (script.recording, script.playback) if stored]
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names] and None)


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).casefold() or word
