"""What every page of a learner knows of the own consult."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.permissions import is_instructor
from consults.models import Consult

SHOWN = ("id", "state", "script_id")


def open_consult(request: HttpRequest) -> dict[str, Any]:
    """Add `open_consult`, a learner's consult that is not over: a dict of SHOWN, or something empty.

    It costs one query where a template asks for it, and none for everybody else.
    """
    return {"open_consult": SimpleLazyObject(lambda: _open_consult(request))}


def _open_consult(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or is_instructor(user):
        return {}
    found = Consult.objects.filter(open_learner=user).values(*SHOWN).first()
    return {} if found is None or _is_its_room(request, found) else dict(found)


def _is_its_room(request: HttpRequest, consult: dict[str, Any]) -> bool:
    """The room shows its consult itself."""
    match = request.resolver_match
    return bool(match and match.view_name == "consults:room" and match.kwargs.get("pk") == consult["id"])
