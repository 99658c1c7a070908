"""Filters of the admin's lists that neither list thousands of choices nor count anything."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from opickme.staff.days import Day, today

NAMES = {"username", "slug", "key"}
"""Unique fields by which a person may name a row in a plain field."""


class AsForm(FieldListFilter):
    """A filter that is a small form of its own; the other choices of the list go along."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The form's hidden fields."""
        own = {*self.expected_parameters(), PAGE_VAR}
        for name, values in self.request.GET.lists():
            if name not in own:
                yield from ({"name": name, "value": value} for value in values)

    def chosen(self, parameter: str) -> str:
        """The value in the address, the last where there are several."""
        value = self.used_parameters.get(parameter, "")
        return str(value[-1] if isinstance(value, list) else value).strip()


class Finder(AutocompleteSelect):
    """Django's field that finds as one types, saying so."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": _("Type to find")}


class RelatedFilter(AsForm):
    """By the row that a foreign key names: found as one types (`?topic=3`), or named in full (`?topic__named=parks`).

    The admin of the other model needs `search_fields`. Without JavaScript the plain field for the name is there.
    """

    template = "admin/filters/related.html"

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        self.by_key, self.by_name = field_path, f"{field_path}__named"
        super().__init__(field, request, params, model, model_admin, field_path)
        self.site = model_admin.admin_site
        self.remote: Any = field.remote_field.model
        names = NAMES.intersection(each.name for each in self.remote._meta.fields if each.unique)
        self.name_field = self.remote._meta.get_field(names.pop()) if names else None
        self.may_look = self.site.get_model_admin(self.remote).has_view_permission(request)

    def has_output(self) -> bool:
        """Only for who may see the rows that are found: to others the field would answer with a refusal."""
        return self.may_look

    def expected_parameters(self) -> list[Any]:
        return [self.by_key, self.by_name]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key, name = self.chosen(self.by_key), self.chosen(self.by_name)
        if key:
            if not key.isascii() or not key.isdecimal() or len(key) > 18:
                raise IncorrectLookupParameters
            return queryset.filter(**{f"{self.field_path}_id": key})
        if name and self.name_field is not None:
            return queryset.filter(**{f"{self.field_path}__in": self._named(name)})
        return queryset

    def _named(self, name: str) -> list[Any]:
        """Keys of the one row of this name. Fetched first: the list is then read along its own index."""
        assert self.name_field is not None
        rows = self.remote._default_manager
        return list(rows.filter(**{self.name_field.name: name.casefold()}).order_by().values_list("pk", flat=True)[:1])

    @property
    def name(self) -> str:
        """What was typed without JavaScript."""
        return self.chosen(self.by_name)

    @property
    def select(self) -> Any:
        """The field that finds as one types, with what is chosen now."""
        rows = self.remote._default_manager.all()
        found = forms.ModelChoiceField(rows, required=False, widget=Finder(self.field, self.site))
        key, name = self.chosen(self.by_key), self.chosen(self.by_name)
        if not key and name and self.name_field is not None:
            key = str(next(iter(self._named(name)), ""))
        return found.widget.render(self.by_key, key, {"id": f"filter-{self.field_path}", "aria-label": str(self.title)})


class DayFilter(AsForm):
    """By day: one (`?created_at__day=2026-10-05`), or since one (`?created_at__since=…`), in the site's time zone."""

    template = "admin/filters/day.html"

    def expected_parameters(self) -> list[Any]:
        return [f"{self.field_path}__day", f"{self.field_path}__since"]

    @property
    def shortcuts(self) -> list[dict[str, Any]]:
        """Any day, today, yesterday, the last week."""
        day, since = self.expected_parameters()
        now = today().date
        chosen = (self.chosen(day), self.chosen(since))
        offered = [
            (_("Any day"), "", ""),
            (_("Today"), now.isoformat(), ""),
            (_("Yesterday"), (now - timedelta(days=1)).isoformat(), ""),
            (_("The last seven days"), "", (now - timedelta(days=6)).isoformat()),
        ]
        return [
            {"label": label, "selected": (one, from_) == chosen, "url": self._address(**{day: one, since: from_})}
            for label, one, from_ in offered
        ]

    @property
    def day(self) -> str:
        return self.chosen(self.expected_parameters()[0])

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        one, since = (self.chosen(name) for name in self.expected_parameters())
        try:
            if one:
                day = Day(date.fromisoformat(one))
                return queryset.filter(**{f"{self.field_path}__gte": day.start, f"{self.field_path}__lt": day.end})
            if since:
                return queryset.filter(**{f"{self.field_path}__gte": Day(date.fromisoformat(since)).start})
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error
        return queryset

    def _address(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name in (PAGE_VAR, *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return "?" + query.urlencode()
