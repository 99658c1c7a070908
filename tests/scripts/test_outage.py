"""The database is away: who asks is told to come again, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from accounts.models import User


@pytest.fixture
def browser(learner: User) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(learner)
    return client


@contextmanager
def failing(error: Exception) -> Iterator[None]:
    """While the block runs the database answers everything with `error`."""

    def refuse(*arguments: object) -> None:
        raise error

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(params=[OperationalError(2006, "Server has gone away"), InterfaceError(0, "")])
def outage(request: pytest.FixtureRequest, browser: Client) -> Iterator[None]:
    with failing(request.param):
        yield


@pytest.mark.parametrize("path", ["/scripts/", "/scripts/new/", "/scripts/1/", "/"])
def test_a_page_says_to_come_again(browser: Client, outage: None, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert b"Please try again in a moment" in answer.content


UPLOAD = "/api/v1/uploads/6f1f3a52-6a0e-4b1c-9f64-0d0f8f7c9a11/"


@pytest.mark.parametrize("path", ["/api/v1/topics/", "/api/v1/scripts/", "/api/v1/scripts/1/", UPLOAD])
def test_the_api_says_to_come_again(browser: Client, outage: None, path: str) -> None:
    answer = browser.head(path) if path == UPLOAD else browser.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert path == UPLOAD or answer.json()["code"] == "unavailable"


def test_a_fault_of_ours_is_a_500_that_tells_no_tales(browser: Client) -> None:
    with failing(ProgrammingError("no such table: secrets")):
        answer = browser.get("/scripts/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert b"secrets" not in answer.content
    assert b"Something went wrong on our side" in answer.content
