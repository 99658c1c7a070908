"""What scripts tell the pages that are open. Published on commit; a hint, never the truth."""

from functools import partial

from django.db import transaction

from opickme import hub


def user_topic(user_id: int) -> str:
    """Topic of everything that concerns one person."""
    return f"user.{user_id}"


def script_updated(*, learner_id: int, script_id: int, state: str) -> None:
    """Tell the learner's open pages that a script has changed, once the change is committed.

    A hint that cannot be sent is logged and lost: the change itself stands, and pages fetch again.
    """
    event = {"type": "script.updated", "id": script_id, "state": state}
    transaction.on_commit(partial(hub.publish, user_topic(learner_id), event), robust=True)
