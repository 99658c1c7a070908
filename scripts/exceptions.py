"""What the rules of scripts may say no with."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opickme.errors import DomainError


class UnknownChoice(DomainError):
    code = "unknown_choice"
    status = 400
    message = _("There is no such topic or level.")


class NoQuestion(DomainError):
    code = "no_question"
    status = 404
    message = _("There is no question for this topic and level yet.")


class NotYetSpoken(DomainError):
    code = "not_yet_spoken"
    status = 503
    message = _("The question is still being spoken. Please try again in a moment.")


class NoVoice(DomainError):
    code = "no_voice"
    status = 404
    message = _("This site has no voice of its own.")


class BadRecording(DomainError):
    """The bytes are not a recording that can be used; `code` says why (see scripts/audio/errors.py)."""

    status = 400

    def __init__(self, code: str, message: str | Promise) -> None:
        self.code = code  # type: ignore[misc]
        super().__init__(message)


class RecordingTooLarge(DomainError):
    code = "too_large"
    status = 413
    message = _("The recording is too large.")


class StorageFull(DomainError):
    code = "storage_full"
    status = 507
    message = _("The storage is full. Your recording is kept in this browser; please try again later.")


class EditConflict(DomainError):
    """`extra` carries the text and version that are stored now, so that nobody's words are lost."""

    code = "edit_conflict"
    message = _("The script was changed elsewhere.")


class EmptyText(DomainError):
    code = "empty_text"
    status = 400
    message = _("The script may not be empty.")


class TextTooLong(DomainError):
    code = "text_too_long"
    status = 400
    message = _("The script is too long.")


class NotDone(DomainError):
    code = "not_done"
    message = _("The script is still being written down.")


class NotFailed(DomainError):
    code = "not_failed"
    message = _("Only a failed script can be tried again.")


class HasFeedback(DomainError):
    code = "has_feedback"
    message = _("A script with feedback cannot be deleted.")


class NoSuchScript(DomainError):
    code = "not_found"
    status = 404
    message = _("This script does not exist any more.")


class NoSuchUpload(DomainError):
    code = "not_found"
    status = 404
    message = _("There is no such upload.")


class UploadConflict(DomainError):
    """The client's offset is not the server's; `extra` carries the right one."""

    code = "offset_mismatch"
    message = _("The upload continues elsewhere.")


class UploadIncomplete(DomainError):
    code = "upload_incomplete"
    message = _("The upload is not complete yet.")


class NotDirect(DomainError):
    code = "not_direct"
    status = 404
    message = _("This site takes recordings itself.")


class NoSuchPart(DomainError):
    code = "no_such_part"
    status = 404
    message = _("There is no such part.")


class UploadBusy(DomainError):
    code = "upload_busy"
    status = 423
    message = _("Another request is sending this recording right now.")


class TooManyUploads(DomainError):
    code = "too_many_uploads"
    status = 429
    message = _("Too many recordings are being sent at once. Please try again in a moment.")
