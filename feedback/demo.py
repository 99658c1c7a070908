"""One feedback to look at, for those who try the site: made as any other, by asking, taking and finishing."""

from html import escape

from django.db import transaction

from accounts.models import User
from consults.exceptions import AlreadyOpen, Busy
from consults.services.requests import claim_consult, request_consult
from feedback.models import Feedback
from feedback.services import finish_consult
from scripts.models import Script

CORRECTIONS = {
    "I really like action movies": 'I really <s>like</s> <strong class="ql-color-red">enjoy</strong> action movies',
    "at a theater near my home": 'at a theater <u class="ql-color-blue">near my home</u>',
    "exciting and easy to follow": '<span class="ql-bg-yellow">exciting and easy to follow</span>',
    "sleep after that": 'sleep <s>after that</s> <strong class="ql-color-red">after watching one</strong>',
    "I watched it": 'I <s>watched</s> <strong class="ql-color-red">have watched</strong> it',
}
"""What an instructor would do to the demo's first answer. The recogniser may have heard a word of it otherwise: then
that place stays as it is.
"""


def give_feedback(*, script: Script, instructor: User) -> Feedback | None:
    """The feedback on a finished script of the demo; made when there is none.

    None where one of the two is in another consult just now: that one is not disturbed, and nothing is left behind.
    """
    given = Feedback.objects.filter(script=script).first()
    if given is not None:
        return given
    try:
        # Whole or not at all: no dashboard ever sees this request wait.
        with transaction.atomic():
            consult = request_consult(learner=script.learner, script=script)
            claim_consult(instructor=instructor, consult=consult)
            return finish_consult(consult=consult, instructor=instructor, content=corrected(script.text))[0]
    except (AlreadyOpen, Busy):
        return None


def corrected(text: str) -> str:
    """The text as the editor shows it, with the demo's corrections."""
    lines = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines())
    for words, html in CORRECTIONS.items():
        lines = lines.replace(words, html)
    return lines
