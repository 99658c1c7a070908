"""The two steps of an import: look, and do exactly what was shown."""

from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from scripts.models import Question, Topic
from scripts.services import curating, files
from scripts.services.sheets.alike import warn_of_alikes
from scripts.services.sheets.applying import Stale, write
from scripts.services.sheets.checking import Rights
from scripts.services.sheets.errors import AlreadyThere, FaultsLeft, SheetChanged, SheetGone
from scripts.services.sheets.known import stamp
from scripts.services.sheets.plan import Plan
from scripts.services.sheets.reading import read_sheet
from scripts.services.sheets.resources import QuestionResource

TRIES = 3
KEYS_LOGGED = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done."""

    new: int
    changed: int


def keep_sheet(*, content: File, user: User) -> str:
    """Keep an uploaded file until it is imported, an hour at least; return what it is asked for with later."""
    name = files.store(content, folder=_folder(user), extension="sheet")
    return name.rpartition("/")[2]


def kept_sheet(*, token: str, user: User) -> bytes:
    """Return the file that this person uploaded. Raises SheetGone."""
    name = _name(token, user)
    try:
        with default_storage.open(name, "rb") as kept:
            return kept.read()
    except OSError as error:
        raise SheetGone from error


def plan_import(*, data: bytes, rights: Rights) -> Plan:
    """Say what importing the file would do. Takes no lock and changes nothing. Raises BadSheet."""
    sheet = read_sheet(data)
    plan: Plan = QuestionResource().import_data(sheet.dataset, rights=rights).plan
    plan.notes += sheet.notes
    warn_of_alikes(plan)
    plan.warnings = [*sheet.warnings, *plan.warnings]
    return plan


def import_sheet(
    *, token: str, file_name: str, shown: str, without_faulty: bool, user: User, rights: Rights
) -> Imported:
    """Import the kept file in one transaction, once, exactly as the plan with the fingerprint `shown` said.

    Raises SheetGone, SheetChanged (the bank is another than it was then), AlreadyThere (somebody, or this very person,
    has just imported it), or FaultsLeft unless `without_faulty`.
    """
    for _try in range(TRIES):
        plan = plan_import(data=kept_sheet(token=token, user=user), rights=rights)
        if not plan.changes:
            raise AlreadyThere
        if plan.fingerprint() != shown:
            break
        if plan.faulty and not without_faulty:
            raise FaultsLeft
        try:
            return _apply(plan, _name(token, user), file_name, user)
        except (Stale, IntegrityError):
            continue  # something was written since we looked; whether it matters, a new look says
    raise SheetChanged


@transaction.atomic
def _apply(plan: Plan, name: str, file_name: str, user: User) -> Imported:
    files.drop(name)
    # One import at a time, where the database does not write one by one by itself.
    list(Topic.objects.select_for_update().order_by("pk").values_list("pk"))
    if stamp() != plan.stamp:
        raise Stale
    reason = f"import {file_name}"
    touched = write(plan, user=user, reason=reason[:100])
    _log(plan, file_name, user)
    curating.have_spoken(touched)
    return Imported(len(plan.new), len(plan.changed))


def _log(plan: Plan, file_name: str, user: User) -> None:
    """One line in the log of the desk; what became of each question, its own history says."""
    if not plan.changes:
        return
    keys = [change.key or f"#{change.pk}" for change in plan.changes]
    message = _("Imported “%(file)s”: %(new)s new, %(changed)s changed. %(keys)s") % {
        "file": file_name,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "keys": ", ".join(keys[:KEYS_LOGGED]) + (" …" if len(keys) > KEYS_LOGGED else ""),
    }
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Question),
        object_repr=file_name[:200],
        action_flag=CHANGE if plan.changed else ADDITION,
        change_message=message,
    )


def _folder(user: User) -> str:
    return f"sheets/{user.pk}"


def _name(token: str, user: User) -> str:
    """The stored name of a person's own file: the token comes from a form."""
    if not token.replace(".sheet", "").isalnum():
        raise SheetGone
    return f"{_folder(user)}/{token}"
