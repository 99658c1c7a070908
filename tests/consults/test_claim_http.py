"""Fifty instructors press at once, over HTTP, at two web processes."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from accounts.models import User
from consults.models import Consult
from tests.consults import making
from tests.consults.serving import bearer, code_of, machine
from tests.people import person
from tests.race import at_once
from tests.stations import Station

INSTRUCTORS = 50


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Station]:
    with machine(tmp_path / "site") as station:
        yield station


@pytest.mark.timeout(300)
def test_of_fifty_programs_at_once_one_gets_it(site: Station, learner: User) -> None:
    consult = making.consult(learner)
    headers = [bearer(person(f"teacher{n}", role=User.Role.INSTRUCTOR)) for n in range(INSTRUCTORS)]
    webs = [site.web(), site.web()]

    def claim(number: int) -> httpx.Response:
        address = f"{webs[number % 2].url}/api/v1/consults/{consult.pk}/claim/"
        return httpx.post(address, headers=headers[number], timeout=60)

    answers = at_once([lambda n=n: claim(n) for n in range(INSTRUCTORS)])
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [200] + [409] * (INSTRUCTORS - 1), [a.text for a in answers if a.status_code >= 500]
    assert {code_of(answer.content) for answer in answers if answer.status_code == 409} == {"already_claimed"}
    winner = codes.index(200)
    taken = Consult.objects.get()
    assert taken.instructor == taken.open_instructor == User.objects.get(username=f"teacher{winner}")
    assert answers[winner].json()["instructor"] == {"nickname": f"Teacher{winner}"}
