"""What the tests of the staff's desk ask for."""

import pytest
from django.test import Client

from accounts.models import User
from scripts.models import Question
from tests.scripts import making


@pytest.fixture
def question(db: None) -> Question:
    """A published question about parks for IM."""
    return making.question()


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    """The browser of somebody of the staff who may do everything."""
    client.force_login(staff)
    return client
