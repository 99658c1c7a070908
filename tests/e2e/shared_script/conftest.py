"""One pair of pages for all tests of the script that two share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.shared_script.two_pages import Two

ORIGINAL = "I go to park every day with my friend."


@pytest.fixture(scope="module")
def pair(browser: Browser) -> Iterator[Two]:
    context = browser.new_context(locale="en-US", viewport={"width": 560, "height": 700})
    yield Two(context)
    context.close()


@pytest.fixture
def two(pair: Two) -> Iterator[Two]:
    """Two pages that show ORIGINAL. Errors on a page fail the test."""
    pair.renew(ORIGINAL)
    yield pair
    assert pair.errors == []
