"""People in the admin."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import permissions, services, sign_ins
from accounts.admin.acting import Acting
from accounts.admin.deeds import DEEDS
from accounts.models import User
from opickme.staff.filters import DayFilter
from opickme.staff.lists import FastList

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")
LAST = chr(0x10FFFF)
"""Sorts behind every letter, in every collation."""
SHOWN = 20


class StaffPasswordForm(AdminPasswordChangeForm):
    """A password that staff set, written without what else may have changed of the account meanwhile."""

    def set_password_and_save(self, user: User, **options: Any) -> User:
        usable = self.cleaned_data["set_usable_password"]
        services.change_password(user=user, password=self.cleaned_data["password1"] if usable else None)
        return user


@admin.register(User)
class UserAdmin(Acting, FastList, DjangoUserAdmin):
    list_display = ("username", "nickname", "email", "role", "is_active", "is_staff", "date_joined")
    list_filter = ("role", "is_active", "is_staff", ("date_joined", DayFilter))
    ordering = ("username",)
    sortable_by = ("username", "nickname", "email", "date_joined")
    search_fields = ("username", "email", "nickname")
    search_help_text = _("The beginning of a username, an email address or a nickname.")
    change_password_form = StaffPasswordForm
    change_form_template = "admin/accounts/user/page.html"
    readonly_fields = ("is_active", "last_login", "date_joined")
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find by beginnings, as ranges of the indexes: LIKE would read every account."""
        words = " ".join(search_term.split())
        if not words:
            return queryset, False
        found = Q()
        for field, forms in {
            "username": {words.casefold()},
            "email": {words.casefold()},
            "nickname": {words, words.casefold(), words.title()},  # written as its person likes it
        }.items():
            for form in forms:
                found |= Q(**{f"{field}__gte": form, f"{field}__lt": form + LAST})
        return queryset.filter(found), False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        if not self.has_approve_permission(request):
            fields += ("role",)
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Who may not change the account sees nothing of its password, not even how it is stored."""
        parts = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return parts
        return [(title, {**part, "fields": [f for f in part["fields"] if f != "password"]}) for title, part in parts]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody gains powers by way of somebody who has more: not by their password either."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or permissions.may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or permissions.may_manage(request.user, obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Write only what was edited: in the meantime somebody may have suspended the person."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        stored = {field.name for field in obj._meta.concrete_fields}
        edited = stored.intersection(form.changed_data)
        if "role" in edited:
            services.change_role(user=obj, role=obj.role, author=request.user)
        obj.save(update_fields=edited - {"role"})

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Say which powers and which role were given, not only that they were changed."""
        message = super().construct_change_message(request, form, formsets, add)
        if message and "changed" in message[0] and "fields" in message[0]["changed"]:
            labels = message[0]["changed"]["fields"]
            labels[:] = map(partial(_told, form), form.changed_data, labels)
        return message

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        about = {} if user is None or not self.has_view_permission(request, user) else self._about(request, user)
        return super().change_view(request, object_id, form_url, {**about, **(extra_context or {})})

    def _about(self, request: HttpRequest, user: User) -> dict[str, Any]:
        """What the page shows beside the form."""
        of_user = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
        return {
            "browsers": sign_ins.latest(user, most=SHOWN),
            "open_tokens": sign_ins.open_tokens(user),
            "entries": of_user.select_related("user").order_by("-pk")[:SHOWN],
            "deeds": {
                name: deed.label for name, deed in DEEDS.items() if deed.may(request.user, user) and deed.fits(user)
            },
        }

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with an account. That staff may not delete a script by itself is no reason to keep the account."""
        listed, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        services.delete_account(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if self.has_delete_permission(request, user):
                services.delete_account(user=user)


def _told(form: Any, name: str, label: str) -> str:
    value = form.cleaned_data.get(name)
    if name == "role":
        return f"role: {value}"
    if name == "groups":
        return f"groups: {', '.join(sorted(group.name for group in value)) or '-'}"
    return f"{name}: {'yes' if value else 'no'}" if name in ("is_staff", "is_superuser") else label
