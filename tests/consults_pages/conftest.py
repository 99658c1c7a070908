"""What the tests of the pages of consults ask for: browsers of people, and the looks of a page."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import ENGLISH
from tests.consults.conftest import _storage, parks, question

__all__ = ["_storage", "parks", "question"]


@pytest.fixture
def learner_browser(learner: User) -> Client:
    return browser_of(learner)


@pytest.fixture
def instructor_browser(instructor: User) -> Client:
    return browser_of(instructor)


def browser_of(user: User) -> Client:
    """A browser that prefers English, in which `user` is logged in."""
    client = Client(headers=ENGLISH)
    client.force_login(user)
    return client
