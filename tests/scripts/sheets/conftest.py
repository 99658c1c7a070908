import pytest
from django.utils import translation

from scripts.services.sheets.checking import Rights
from scripts.services.sheets.importing import plan_import
from scripts.services.sheets.plan import Plan


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan(parks):
    """Say what importing a file would do."""

    def of(data: bytes, **rights: bool) -> Plan:
        return plan_import(data=data, rights=Rights(**rights))

    return of
