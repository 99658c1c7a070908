"""What staff's pages of several apps share."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Mixin of a ModelAdmin: to look at, whatever rights the person has."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
