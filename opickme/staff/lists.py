"""Lists of the admin that stay fast over a million rows."""

from typing import Any, ClassVar

from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Page, Paginator
from django.forms import Media
from django.forms.widgets import Script
from django.utils.functional import cached_property

from opickme.staff.filters import AsForm, RelatedFilter

COUNTED = 10_000
"""How many rows a list counts at most: what lies beyond is found by filters and search, not by leafing."""


FINDING: Any = [Script("js/staff/related_filter.js", type="module")]


class BoundedPaginator(Paginator):
    """A paginator that never counts a whole table."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most COUNTED."""
        rows: Any = self.object_list
        return rows.order_by().values("pk")[:COUNTED].count()

    def page(self, number: Any) -> Page[Any]:
        """A page. Its keys are looked up first: rows that are skipped are then read from an index alone, and MariaDB is
        not tempted to begin with a small table that is joined, and to sort a million rows for it.
        """
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows: Any = self.object_list
        keys = list(rows.values_list("pk", flat=True)[start : start + self.per_page])
        return Page(rows.filter(pk__in=keys), number, self)


class FastList:
    """Mixin of a ModelAdmin: bounded counting, one page of fifty.

    Where a table may have a million rows, `ordering` and `sortable_by` name what an index gives.
    """

    paginator: ClassVar[Any] = BoundedPaginator
    counted = COUNTED
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # each would count everything that its choice finds
    list_per_page = 50
    list_max_show_all = 200
    list_select_related: Any = ()

    @property
    def media(self) -> Media:
        """With what the list's filters need."""
        found: Media = super().media  # type: ignore[misc]
        for each in self.list_filter:  # type: ignore[attr-defined]
            if isinstance(each, tuple | list) and issubclass(each[1], AsForm):
                found += Media(css={"all": ["css/desk-lists.css"]})
                if issubclass(each[1], RelatedFilter):
                    found += self._finding(each[0]) + Media(js=FINDING)
        return found

    def _finding(self, path: str) -> Media:
        """What Django's own fields need that find as one types."""
        field = get_fields_from_path(self.model, path)[-1]  # type: ignore[attr-defined]
        return AutocompleteSelect(field, self.admin_site).media  # type: ignore[attr-defined]
