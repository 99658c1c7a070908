"""What a whole sheet may be refused for, and what is wrong with one cell of it."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from opickme.errors import DomainError


class BadSheet(DomainError):
    """The file cannot be read as a sheet of questions; the message says why in plain words."""

    code = "bad_sheet"
    status = 400


class SheetGone(DomainError):
    code = "sheet_gone"
    message = _("This sheet has been imported already, or was uploaded too long ago. Please upload it again.")


class SheetChanged(DomainError):
    code = "sheet_changed"
    message = _("The question bank has changed since you saw this report. Nothing was imported. Here it is anew.")


class AlreadyThere(DomainError):
    code = "already_there"
    message = _("The question bank says all of this already: somebody has just imported it. Nothing was changed.")


class FaultsLeft(DomainError):
    code = "faults_left"
    message = _("The sheet has faults. Nothing was imported.")


class TooManyRows(DomainError):
    code = "too_many_rows"
    status = 400


class Fault(NamedTuple):
    """What is wrong at one place. The line is counted as a spreadsheet shows it: the header is line 1."""

    line: int
    column: str
    reason: str
