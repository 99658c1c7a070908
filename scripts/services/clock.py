"""The database's clock: leases of many machines are compared with one clock, not with each host's own."""

from datetime import timedelta

from django.conf import settings
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def in_seconds(seconds: float) -> Combinable:
    """The moment `seconds` from now, by the database's clock."""
    shift = Value(timedelta(seconds=seconds), output_field=DurationField())
    return ExpressionWrapper(Now() + shift, output_field=DateTimeField())


def new_lease() -> Combinable:
    """When the lease that is taken or renewed now will end."""
    return in_seconds(settings.LEASE_SECONDS)
