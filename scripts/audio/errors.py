"""What may be wrong with a recording. The codes are stable: the API and the pages speak of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "empty_file": _("The file is empty."),
    "not_audio": _("The file is not a recording that we can read."),
    "no_audio_track": _("There is no sound in the file."),
    "too_short": _("The recording is too short."),
    "too_long": _("The recording is too long."),
    "broken_audio": _("The recording is damaged and cannot be read."),
}


class AudioError(Exception):
    """The recording cannot be used; `code` is a key of MESSAGES, `message` a sentence for its owner."""

    def __init__(self, code: str, message: str | Promise | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES[code]


class NotAudio(AudioError):
    """The first bytes are those of no container that we take."""

    def __init__(self) -> None:
        super().__init__("not_audio")
