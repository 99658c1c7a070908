"""What the tests of consults ask for."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests.scripts.conftest import _storage, as_program, learner_api, parks, question, stranger_api, webm

__all__ = ["_storage", "learner_api", "parks", "question", "stranger_api", "webm"]


@pytest.fixture
def instructor_api(instructor: User) -> APIClient:
    return as_program(instructor)


@pytest.fixture
def rival_api(rival: User) -> APIClient:
    return as_program(rival)
