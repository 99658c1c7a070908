"""Sums over all workers that a watcher reads: what the engines counted, kept in the database."""

import logging

from django.conf import settings
from django.db import Error, transaction
from django.db.models import F

from scripts.models import Tally
from scripts.recognition import meter

logger = logging.getLogger(__name__)

COST = "stt_cost"


def keep() -> None:
    """Add what this process counted to the sums. While the database is away it stays counted here."""
    counts = meter.take()
    try:
        for (name, label), amount in sorted(counts.items()):
            with transaction.atomic():
                _add(name, label, amount)
                if name == meter.BILLED_SECONDS:
                    _add(COST, label, amount / 60 * settings.GOOGLE_SPEECH_PRICE_PER_MINUTE)
            del counts[name, label]
    except Error as error:
        logger.warning("figures are kept later: %s", error)
        meter.add(counts)


def values(name: str) -> dict[str, float]:
    """Return the sums of `name` by their label."""
    return dict(Tally.objects.filter(name=name).values_list("label", "value"))


def _add(name: str, label: str, amount: float) -> None:
    mine = Tally.objects.filter(name=name, label=label)
    if not mine.update(value=F("value") + amount):
        Tally.objects.get_or_create(name=name, label=label)
        mine.update(value=F("value") + amount)
