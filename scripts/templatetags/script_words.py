"""How scripts are put into words on a page."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

UNKNOWN_FAILURE = _("Something went wrong while your words were written down. Please try again.")
FAILURES: dict[str, Promise] = {
    "no_speech": _("We heard no speech in this recording. Listen to it: was the microphone muted or too far away?"),
    "not_audio": _("The file is not a recording that we can read."),
    "no_audio_track": _("There is no sound in this recording."),
    "too_short": _("The recording is too short to write down."),
    "too_long": _("The recording is longer than we can write down."),
    "broken_audio": _("The recording is damaged and cannot be read."),
    "engine_unavailable": _("Speech recognition is not available right now. Please try again in a few minutes."),
    "engine_refused": _("Speech recognition did not accept this recording."),
    "quota": _("Speech recognition has reached its limit for now. Please try again later."),
    "engine_failed": _("Speech recognition stopped with an error. Please try again."),
    "worker_lost": _("The work on your recording was interrupted more than once. Please try again."),
}
"""A sentence for each code of `Script.error`."""


@register.filter
def failure(code: str) -> str | Promise:
    """Say why a script could not be made."""
    return FAILURES.get(code, UNKNOWN_FAILURE)


@register.simple_tag
def failures() -> list[tuple[str, str | Promise]]:
    """Every reason with its sentence, for the pages' own modules; `unknown` stands for any other code."""
    return [*FAILURES.items(), ("unknown", UNKNOWN_FAILURE)]


@register.filter
def clock(seconds: float) -> str:
    """Write a number of seconds as `m:ss`."""
    minutes, rest = divmod(int(seconds or 0), 60)
    return f"{minutes}:{rest:02d}"
