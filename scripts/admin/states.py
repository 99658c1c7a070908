"""Publishing and retiring in bulk, for everything of the bank that has a state."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from scripts.models import State
from scripts.services import curating

LOGGED = 2000
"""So many rows of one action get a line each in the log; the history of each row is complete whatever their number."""

NAMED = 8
"""So many rows a sentence names."""


class StateActions:
    """Mixin of a ModelAdmin: nothing is deleted here, it is retired."""

    actions: Sequence[str] = ("publish", "retire", "make_draft")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Scripts answer a question, and its key must not come back from the bank's files: it is retired instead."""
        return False

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, row: Any) -> Any:
        """The state of a row as a coloured word."""
        return format_html('<span class="state state-{}">{}</span>', row.state, row.get_state_display())

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._bring(request, queryset, State.PUBLISHED)

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._bring(request, queryset, State.RETIRED)

    @admin.action(description=_("Make a draft again"), permissions=["change"])
    def make_draft(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._bring(request, queryset, State.DRAFT)

    def _bring(self, request: HttpRequest, rows: QuerySet[Any], state: State) -> None:
        rows = rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
        moving = list(rows.exclude(state=state)[:LOGGED])
        changed = curating.set_state(rows=rows, state=state, author=request.user)  # type: ignore[arg-type]
        for row in moving:
            self.log_change(request, row, [{"changed": {"fields": [f"state: {state.value}"]}}])  # type: ignore[attr-defined]
        sentence = ngettext("%(n)s is now: %(state)s.", "%(n)s are now: %(state)s.", changed)
        self.message_user(request, sentence % {"n": changed, "state": state.label}, messages.SUCCESS)  # type: ignore[attr-defined]
        self._brought(request, rows)

    def _brought(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Say what else follows from where the rows stand now."""


def enumerated(names: Iterable[object]) -> str:
    """The first of the names, for a sentence."""
    listed = [str(name) for name in names]
    return ", ".join(listed[:NAMED]) + (" …" if len(listed) > NAMED else "")
