"""Lists of the admin that stay fast over a million rows."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

COUNTED = 10_000
"""How many rows a list counts at most: what lies beyond is found by filters and search, not by leafing."""


class BoundedPaginator(Paginator):
    """A paginator that never counts a whole table."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most COUNTED."""
        rows: Any = self.object_list
        return rows.order_by().values("pk")[:COUNTED].count()


class FastList:
    """Mixin of a ModelAdmin: bounded counting, one page of fifty."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    list_select_related: Any = ()
