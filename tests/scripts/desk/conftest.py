from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import User
from opickme.staff import rights
from tests.people import person


@pytest.fixture
def office(client: Client, staff: User) -> Client:
    """A browser of the staff."""
    client.force_login(staff)
    return client


@pytest.fixture
def curator(db: None) -> User:
    """One who cares for the bank, and has no other rights."""
    user = person("curator", is_staff=True)
    rights.grant(apps, SimpleNamespace(connection=connection))
    user.groups.add(Group.objects.get(name="curators"))
    return user
