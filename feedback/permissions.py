"""May this person? One predicate each, used by page, API and template."""

from typing import Any

from feedback.models import Feedback


def can_delete_feedback(user: Any, feedback: Feedback) -> bool:
    """The learner who received it; its instructor may only read what was given."""
    return feedback.learner_id == user.pk
