"""What workers count survives them, and is summed over all of them."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from scripts.models import Tally
from scripts.recognition import meter
from scripts.services import tallies
from tests.race import at_once

BILLED = (meter.BILLED_SECONDS, "google")


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    meter.take()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing(settings: Settings) -> None:
    settings.GOOGLE_SPEECH_PRICE_PER_MINUTE = 0.6

    def add() -> None:
        for _ in range(5):
            meter.count(*BILLED, amount=3)
            meter.count(meter.FALLBACKS, "quota")
            tallies.keep()

    at_once([add] * 4)
    assert tallies.values(meter.BILLED_SECONDS) == {"google": 60}
    assert tallies.values(meter.FALLBACKS) == {"quota": 20}
    assert tallies.values(tallies.COST) == {"google": pytest.approx(0.6)}


@pytest.mark.django_db
def test_while_the_database_is_away_it_stays_counted() -> None:
    def away(*_: object) -> None:
        raise OperationalError

    meter.count(*BILLED, amount=7)
    with connection.execute_wrapper(away):
        tallies.keep()
    assert Tally.objects.count() == 0
    meter.count(*BILLED, amount=1)
    tallies.keep()
    assert tallies.values(meter.BILLED_SECONDS) == {"google": 8}


@pytest.mark.django_db
def test_a_watcher_reads_the_sums(client: Client, settings: Settings) -> None:
    settings.GOOGLE_SPEECH_PRICE_PER_MINUTE = 0.03
    meter.count(*BILLED, amount=120)
    meter.count(meter.FALLBACKS, "engine_refused")
    tallies.keep()
    lines = client.get("/metrics").content.decode().splitlines()
    assert 'opickme_stt_billed_seconds_total{engine="google"} 120.0' in lines
    assert 'opickme_stt_cost_total{engine="google"} 0.06' in lines
    assert 'opickme_stt_fallbacks_total{reason="engine_refused"} 1.0' in lines
