"""Staff's view of people: who may correct, and who may come in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import services
from accounts.models import User

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ("username", "nickname", "email", "role", "is_active", "is_staff", "date_joined")
    list_filter = ("role", "is_active", "is_staff", "date_joined")
    search_fields = ("username", "nickname", "email")
    actions = ("approve_as_instructors", "make_learners")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("nickname", "email", "role", "is_active")}),
        (_("Powers of staff"), {"fields": POWERS}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "nickname", "email", "role", "usable_password", "password1", "password2"),
            },
        ),
    )

    @admin.action(description=_("Approve as instructors"), permissions=["change"])
    def approve_as_instructors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._give_role(request, queryset, User.Role.INSTRUCTOR)

    @admin.action(description=_("Make learners again"), permissions=["change"])
    def make_learners(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._give_role(request, queryset, User.Role.LEARNER)

    def _give_role(self, request: HttpRequest, people: QuerySet[User], role: User.Role) -> None:
        changed = 0
        for user in people:
            if self.has_change_permission(request, user) and services.change_role(
                user=user, role=role, author=request.user
            ):
                self.log_change(request, user, [{"changed": {"fields": [f"role: {role.value}"]}}])
                changed += 1
        sentence = ngettext("%(n)s role was changed.", "%(n)s roles were changed.", changed) % {"n": changed}
        self.message_user(request, sentence, messages.SUCCESS)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody gains powers by way of somebody who has more: not by their password either."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        services.delete_account(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if self.has_delete_permission(request, user):
                services.delete_account(user=user)


def _may_touch(request: Any, obj: User | None) -> bool:
    return obj is None or request.user.is_superuser or not obj.is_superuser
