"""The database's clock: leases of many machines are compared with one clock, not with each host's own."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


class UtcNow(Now):
    """The present moment as Django stores times. MySQL's CURRENT_TIMESTAMP is in the server's own zone, with its
    summer time: a lease would jump by an hour.
    """

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="UTC_TIMESTAMP(6)", **extra)


def in_seconds(seconds: float) -> Combinable:
    """The moment `seconds` from now, by the database's clock."""
    shift = Value(timedelta(seconds=seconds), output_field=DurationField())
    return ExpressionWrapper(UtcNow() + shift, output_field=DateTimeField())


def new_lease() -> Combinable:
    """When the lease that is taken or renewed now will end."""
    return in_seconds(settings.LEASE_SECONDS)
