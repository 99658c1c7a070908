import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def office(client: Client, staff: User) -> Client:
    """A browser of the staff."""
    client.force_login(staff)
    return client
