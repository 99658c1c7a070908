"""Doing something to people from the list of accounts, and from a person's own page."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.admin.deeds import DEEDS, Deed
from accounts.models import User


def _in_bulk(name: str, right: str) -> Callable[..., None]:
    """An action of the list that does a deed to all who are chosen."""

    @admin.action(description=DEEDS[name].label, permissions=[right])
    def act(model_admin: "Acting", request: HttpRequest, queryset: QuerySet[User]) -> None:
        model_admin.do_to_all(request, queryset, DEEDS[name])

    act.__name__ = name.replace("-", "_")
    return act


class Acting:
    """Mixin of the ModelAdmin of users."""

    actions = (
        _in_bulk("approve", "approve"),
        _in_bulk("make-learner", "approve"),
        _in_bulk("suspend", "suspend"),
        _in_bulk("let-in", "suspend"),
        _in_bulk("end-sessions", "end_sessions"),
    )

    def get_urls(self) -> list[Any]:
        do = self.admin_site.admin_view(self.do_to_one)
        return [path("<id>/do/<slug:name>/", do, name="accounts_user_do"), *super().get_urls()]

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.approve_instructor")

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.suspend_user")

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.end_sessions")

    def do_to_all(self, request: HttpRequest, people: QuerySet[User], deed: Deed) -> None:
        """Do it to all whom it may and needs to be done to, and say to how many."""
        done = sum(self._do(request, user, deed) for user in people)
        sentence = ngettext("%(n)s account was changed.", "%(n)s accounts were changed.", done) % {"n": done}
        self.message_user(request, sentence, messages.SUCCESS if done else messages.WARNING)

    @method_decorator(require_POST)
    def do_to_one(self, request: HttpRequest, id: str, name: str) -> HttpResponse:
        """Do a deed to the person whose page this is."""
        user, deed = self.get_object(request, id), DEEDS.get(name)
        if user is None or deed is None or not self.has_view_permission(request, user):
            raise Http404
        if not deed.may(request.user, user):
            raise PermissionDenied
        if self._do(request, user, deed):
            self.message_user(request, deed.done % {"person": user.username}, messages.SUCCESS)
        return redirect("admin:accounts_user_change", user.pk)

    def _do(self, request: HttpRequest, user: User, deed: Deed) -> bool:
        if not deed.may(request.user, user) or not deed.fits(user) or not deed.do(user, request.user):
            return False
        self.log_change(request, user, [{"changed": {"fields": [deed.logged]}}])
        return True
