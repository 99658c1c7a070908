"""What the rules of consults may say no with."""

from django.utils.translation import gettext_lazy as _

from opickme.errors import DomainError


class AlreadyOpen(DomainError):
    """`extra` carries the id of the consult that is open."""

    code = "already_open"
    message = _("You have asked for a consult already.")


class ScriptNotDone(DomainError):
    code = "not_done"
    message = _("The script is not ready yet. Please ask when its words stand on the page.")


class NoSuchConsult(DomainError):
    code = "not_found"
    status = 404
    message = _("There is no such consult.")


class NotYours(DomainError):
    code = "not_yours"
    status = 403
    message = _("Only the two people of a consult may do this.")


class OwnScript(DomainError):
    code = "own_script"
    message = _("You cannot correct your own script.")


class AlreadyClaimed(DomainError):
    code = "already_claimed"
    message = _("Another instructor has taken this request.")


class NotWaiting(DomainError):
    code = "not_waiting"
    message = _("This request is not waiting any more.")


class LearnerGone(DomainError):
    code = "learner_left"
    message = _("The learner has left. Please take another request.")


class Busy(DomainError):
    """`extra` carries the id of the consult that the instructor is in, if it still is one."""

    code = "busy"
    message = _("You are in another consult. Please end it first.")


class InCall(DomainError):
    code = "in_call"
    message = _("The call has begun. Please leave it instead.")


class RoomClosed(DomainError):
    code = "room_closed"
    message = _("This consult is over.")


class HasOpenConsult(DomainError):
    code = "open_consult"
    message = _("This script is waiting for an instructor. Cancel the request first.")


class BadText(DomainError):
    """The corrected text cannot be stored; `code` says why."""

    status = 400
