"""A backup that is made while the site is written to brings all of it back, and says what it does not."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import MySQLdb
import pytest

from opickme.backup import keeping
from opickme.backup.database import DatabaseCopyFailed
from tests.e2e.site import ROOT, wait_for
from tests.scripts.making import question, script
from tests.stations import SEED

# Tables alone: what else `prepare` brings is not needed here, and takes a minute.
QUICKER = (
    "from opickme.serving.prepare import prepare\nprepare(lambda said: None)",
    "from django.core.management import call_command\n"
    "call_command('migrate', verbosity=0)\ncall_command('createcachetable')",
)
# Answers come and go until the process is ended; the bytes of each say whose they are.
WRITES = """
import itertools
from accounts.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from scripts.models import Script
from scripts.services import files
from tests.scripts.making import question, script
learner, asked = User.objects.get(username="alice"), question()
for n in itertools.count():
    name = files.store(ContentFile(f"sound {n} ".encode() * 50), folder=f"recordings/{learner.pk}", extension="webm")
    with transaction.atomic():
        made = script(learner, asked, recording=name, text=f"안녕 {n} \\U0001f600")
        files.keep(name)
    if n % 3 == 2:
        with transaction.atomic():
            old = Script.objects.order_by("-pk")[1]
            old.delete()
            files.drop(old.recording.name)
    print(made.pk, flush=True)
"""
LISTED = "SELECT id, text, recording FROM scripts_script ORDER BY id"


def run(station, *arguments):
    command = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=station.env, capture_output=True, text=True, check=False)


def sql(station, *statements):
    """Run the statements on the site's database, without a process of the site, and return the rows of the last one."""
    at = urlsplit(station.env.get("DATABASE_URL", ""))
    if at.scheme:
        server = MySQLdb.connect(host=at.hostname, port=at.port, user=at.username, db=at.path[1:], charset="utf8mb4")
    else:
        server = sqlite3.connect(station.folder / "db.sqlite3", timeout=30)
    with closing(server), closing(server.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = cursor.fetchall()
        server.commit()
    return rows


def answers(station):
    return {pk: (text, name) for pk, text, name in sql(station, LISTED)}


def numbers(process):
    return [line for line in process.output().splitlines() if line.isdigit()]


def backed_up_while_written(station, folder, *, twice=False):
    """Make one backup, or two, while answers come and go; return what was there before the last one and after it."""
    writer = station.start("shell", "--no-imports", "-c", WRITES)
    wait_for(lambda: len(numbers(writer)) > 10, seconds=60, what=writer.output)
    if twice:
        first = run(station, "backup", folder)
        assert first.returncode == 0, first.stderr
    before = answers(station)
    second = run(station, "backup", folder)
    assert second.returncode == 0, second.stderr
    assert writer.popen.poll() is None, writer.output()
    writer.kill()
    after = answers(station)
    certain = {pk: facts for pk, facts in before.items() if pk in after}
    assert len(certain) > 5
    return certain


def plays_all(station, certain, read):
    """Every answer that is certain is there, its letters whole and its own sound, which its learner is played."""
    restored = answers(station)
    assert {pk: restored.get(pk) for pk in certain} == certain
    for text, name in certain.values():
        assert read(name) == sound_of(text)
    web = station.web()
    with httpx.Client(base_url=web.url, headers={"Cookie": station.cookie("alice")}, follow_redirects=True) as client:
        assert client.get("/api/v1/scripts/").json()["count"] == len(restored)
        for pk in (min(certain), max(certain)):
            sound = client.get(f"/api/v1/scripts/{pk}/audio/", headers={"Cookie": station.cookie("alice")})
            assert sound.content == sound_of(certain[pk][0])


def sound_of(text):
    return f"sound {text.split()[1]} ".encode() * 50


def test_sqlite_and_files_on_the_disk(station, tmp_path):
    folder = tmp_path / "backups"
    certain = backed_up_while_written(station, folder, twice=True)
    again = run(station, "restore", folder)
    assert (again.returncode, "The database is not empty" in again.stderr) == (1, True)
    shutil.rmtree(station.folder / "media")
    for path in station.folder.glob("db.sqlite3*"):
        path.unlink()

    done = run(station, "restore", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    media = station.folder / "media"
    plays_all(station, certain, lambda name: (media / name).read_bytes())

    # A file that is missing is named, and what nobody names any more leaves the folder when it is asked to.
    name = certain[min(certain)][1]
    (media / name).unlink()
    # Those are missing too whose row was deleted while the files were copied: they came back without.
    missing = [name for _, name in answers(station).values() if not (media / name).exists()]
    looked = run(station, "restore", "--only-look")
    assert (looked.returncode, f"{len(missing)} are missing" in looked.stdout) == (1, True)
    assert name in looked.stdout or len(missing) > 10
    sql(station, "DELETE FROM scripts_script")
    assert "files deleted that no row names" in run(station, "backup", folder, "--prune").stdout
    assert not list(folder.glob("files/recordings/**/*.webm"))


def test_mariadb_and_s3(new_station, mariadb_server, s3_server, tmp_path):
    folder = tmp_path / "backups"
    station = new_station(DATABASE_URL=mariadb_server, SPEAK_ON_LOAD="false", **s3_server.settings)
    station.people |= json.loads(station.shell(SEED.replace(*QUICKER)).splitlines()[-1])
    certain = backed_up_while_written(station, folder)
    s3_server.empty()
    sql(station, "DROP DATABASE opickme", "CREATE DATABASE opickme CHARACTER SET utf8mb4")

    done = run(station, "restore", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    store = s3_server.client
    plays_all(station, certain, lambda name: store.get_object(Bucket=s3_server.bucket, Key=name)["Body"].read())


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["nothing there", "cut off", "another kind"])
def test_a_backup_that_is_no_good_is_refused_before_anything_is_touched(tmp_path, harm):
    said = {
        "nothing there": "no backup in",
        "cut off": "damaged or missing",
        "another kind": "another kind of database",
    }
    if harm != "nothing there":
        note = keeping.back_up(tmp_path, with_files=False)
        copy = tmp_path / note["database"]
        if harm == "cut off":
            copy.write_bytes(copy.read_bytes()[:-100])
        else:
            copy.rename(tmp_path / "database.sql.gz")
            (path,) = tmp_path.glob("backup-*.json")
            path.write_text(json.dumps(note | {"database": "database.sql.gz"}))
    with pytest.raises((keeping.NoBackup, DatabaseCopyFailed), match=said[harm]):
        keeping.restore(tmp_path)


def test_a_backup_that_is_broken_off_is_not_taken_for_one(tmp_path, learner):
    script(learner, question(), sound=b"sound")
    (tmp_path / "files").mkdir()
    (tmp_path / "files/recordings").write_text("where a folder should be")
    with pytest.raises(OSError):
        keeping.back_up(tmp_path)
    with pytest.raises(keeping.NoBackup):
        keeping.latest(tmp_path)
