"""A MariaDB that goes away under the worker. Only test_on_mariadb.py runs this: SQLite is never away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from scripts.models import Question
from tests.e2e.site import wait_for
from tests.line import Line
from tests.scripts.shop import Shop, audit, database_url, open_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db: None, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def test_a_worker_outlives_its_database_and_no_script_is_lost(shop: Shop, learner: User, question: Question) -> None:
    port = str(connection.settings_dict["PORT"])
    line = Line(int(port))
    worker = shop.worker(DATABASE_URL=database_url().replace(f":{port}/", f":{line.port}/"))
    script = shop.wait(shop.record(learner, question), "running")
    line.cut()
    wait_for(lambda: "the database does not answer" in worker.output(), seconds=60, what=worker.output)
    line.mend()
    shop.wait(script, "done")
    assert script.attempt == 2
    assert script.text
    idle = worker.output().count("the database does not answer")
    line.cut()
    wait_for(lambda: worker.output().count("the database does not answer") > idle, seconds=60, what=worker.output)
    line.mend()
    assert shop.wait(shop.record(learner, question), "done").text
    assert worker.popen.poll() is None
    audit()
