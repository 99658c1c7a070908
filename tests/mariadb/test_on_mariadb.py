"""What the two databases could do differently, once more on a real MariaDB: races, collations, restarts."""

import os
import subprocess
import sys

import pytest

from tests.e2e.site import ROOT

SUITES = {
    "accounts": [
        "tests/accounts",
        "tests/mariadb/letters.py",
        "tests/staff/test_rights.py",
        "tests/staff/test_second_factor.py",
    ],
    "scripts": [
        "tests/scripts/desk",
        "tests/scripts/sheets",
        "tests/scripts/test_account_link.py",
        "tests/scripts/test_api_list.py",
        "tests/scripts/test_api_script.py",
        "tests/scripts/test_choose_question.py",
        "tests/scripts/test_create_script.py",
        "tests/scripts/test_editing.py",
        "tests/scripts/test_lease.py",
        "tests/scripts/test_load_questions.py",
        "tests/scripts/test_recognition_state.py",
        "tests/scripts/test_speech.py",
        "tests/scripts/test_upload_faults.py",
    ],
    "consults": [
        "tests/consults/test_api_list.py",
        "tests/consults/test_claim.py",
        "tests/consults/test_claim_http.py",
        "tests/consults/test_crowd.py",
        "tests/consults/test_ending.py",
        "tests/consults/test_privacy.py",
        "tests/consults/test_request.py",
        "tests/consults/test_upkeep.py",
        "tests/feedback/test_api.py",
        "tests/feedback/test_delete.py",
        "tests/feedback/test_finish.py",
        "tests/signaling/test_room.py",
    ],
    "desk": [
        "tests/staff/test_filters.py",
        "tests/staff/test_front.py",
        "tests/staff/test_lists.py",
        "tests/staff/test_log.py",
        "tests/staff/test_people_list.py",
        "tests/consults/test_admin.py",
        "tests/feedback/test_admin.py",
    ],
    "worker": [
        "tests/mariadb/deadlock.py",
        "tests/mariadb/outage.py",
        "tests/scripts/test_tallies.py",
        "tests/scripts/test_worker_kills.py",
        "tests/scripts/test_worker.py::test_stopped_past_its_lease_its_write_is_refused",
    ],
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("suite", SUITES)
def test_it_holds_on_mariadb_too(mariadb_server: str, suite: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", *SUITES[suite]]
    # The database of a test run is named after what DATABASE_URL names: each suite has one of its own.
    env = {**os.environ, "DATABASE_URL": f"{mariadb_server}_{suite}"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout
