"""The cast and the tools that every test may ask for."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from accounts.models import User
from tests.people import person

ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Counters of one test do not limit the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client() -> Client:
    """A browser that prefers English, not logged in."""
    return Client(headers=ENGLISH)


@pytest.fixture
def async_client() -> AsyncClient:
    """The same through the ASGI handler."""
    return AsyncClient(headers=ENGLISH)


@pytest.fixture
def api() -> APIClient:
    """A program that speaks JSON, not logged in; `api.force_authenticate(user)` logs it in."""
    return APIClient(headers=ENGLISH)


@pytest.fixture
def learner(db: None) -> User:
    return person("learner")


@pytest.fixture
def other_learner(db: None) -> User:
    return person("other.learner")


@pytest.fixture
def instructor(db: None) -> User:
    return person("instructor", role=User.Role.INSTRUCTOR)


@pytest.fixture
def rival(db: None) -> User:
    """A second instructor."""
    return person("rival", role=User.Role.INSTRUCTOR)


@pytest.fixture
def staff(db: None) -> User:
    return person("staff", is_staff=True, is_superuser=True)
