"""What the tests of feedback ask for."""

import pytest
from django.test import Client

from accounts.models import User
from consults.models import Consult
from feedback.models import Feedback
from tests.consults import making as consults
from tests.consults.conftest import _storage, instructor_api, learner_api, rival_api, stranger_api
from tests.feedback import making

__all__ = ["_storage", "instructor_api", "learner_api", "rival_api", "stranger_api"]


@pytest.fixture
def call(learner: User, instructor: User) -> Consult:
    """A call that goes on."""
    return consults.called(learner, instructor)


@pytest.fixture
def feedback(learner: User, instructor: User) -> Feedback:
    return making.feedback(learner, instructor)


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    """The learner's."""
    client.force_login(learner)
    return client
