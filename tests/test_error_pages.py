"""What went wrong is said on pages of our own."""

import re

from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import permission_denied, server_error

from accounts.models import User


def heading(page: bytes) -> str:
    found = re.search(r"<h1>(.+?)</h1>", page.decode())
    return found[1] if found else ""


def test_an_unknown_address(client: Client, db: None) -> None:
    answer = client.get("/nothing/here/")
    assert (answer.status_code, heading(answer.content)) == (404, "This page does not exist")


def test_another_persons_script_looks_like_an_unknown_address(client: Client, learner: User) -> None:
    client.force_login(learner)
    answer = client.get("/scripts/999/")
    assert (answer.status_code, heading(answer.content)) == (404, "This page does not exist")


def test_a_form_that_was_open_too_long(db: None) -> None:
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post(
        "/i18n/setlang/", {"language": "en"}
    )
    assert (answer.status_code, heading(answer.content)) == (403, "The page was open for too long")


def test_a_page_that_is_not_open_to_one(rf: RequestFactory, learner: User) -> None:
    request = rf.get("/")
    request.user = learner
    with translation.override("en"):
        answer = permission_denied(request, PermissionError())
    assert (answer.status_code, heading(answer.content)) == (403, "This page is not open to you")


def test_a_fault_of_ours_needs_neither_database_nor_session(rf: RequestFactory) -> None:
    with translation.override("en"):
        answer = server_error(rf.get("/"))
    assert (answer.status_code, heading(answer.content)) == (500, "Something went wrong on our side")
    assert b"<form" not in answer.content
