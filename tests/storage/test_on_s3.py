"""What touches files, with the files in a bucket: tests of the embedded default, in a process of their own."""

import os
import subprocess
import sys

import pytest

from tests.e2e.site import ROOT
from tests.services import S3Server

SUITES = [
    "tests/accounts/test_delete_account.py",
    "tests/scripts/desk/test_topics.py::test_a_new_picture_takes_the_place_of_the_old_one",
    "tests/scripts/sheets/test_importing.py",
    "tests/scripts/test_account_link.py",
    "tests/scripts/test_api_create.py",
    "tests/scripts/test_create_script.py",
    "tests/scripts/test_uploads.py",
]


@pytest.mark.timeout(600)
def test_it_holds_in_a_bucket_too(bucket: S3Server) -> None:
    # What fills a disk, or asks what the disk itself was told, is of the disk.
    command = [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", *SUITES]
    command += ["-k", "not full and not disk and not power"]
    env = {**os.environ, **bucket.settings}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout
