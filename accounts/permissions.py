"""May this person? One predicate each, used by pages, API, sockets and templates."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User


def is_learner(user: Any) -> bool:
    """Whether somebody is logged in who practises here."""
    return bool(user and user.is_authenticated and user.is_active and user.role == User.Role.LEARNER)


def is_instructor(user: Any) -> bool:
    """Whether somebody is logged in whom staff have made an instructor."""
    return bool(user and user.is_authenticated and user.is_active and user.role == User.Role.INSTRUCTOR)


class IsLearner(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return is_learner(request.user)


class IsInstructor(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return is_instructor(request.user)
