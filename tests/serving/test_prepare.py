"""What `serve --prepare` does before it serves: everything once, nothing twice."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

from opickme.serving import prepare
from scripts.models import Question

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def collected(settings, tmp_path):
    """Names of what was collected; the sources are a folder of the test's own."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    yield lambda: {path.name: path.stat().st_mtime_ns for path in settings.STATIC_ROOT.iterdir()}
    finders.get_finder.cache_clear()


def test_a_second_time_says_and_does_nothing(collected, settings):
    said: list[str] = []
    prepare.prepare(said.append)
    assert said == ["Collecting static files"]
    before, questions = collected(), Question.objects.count()
    assert questions > 300
    prepare.prepare(said.append)
    assert said == ["Collecting static files"]
    assert (collected(), Question.objects.count()) == (before, questions)


@pytest.mark.usefixtures("collected")
def test_a_changed_file_is_collected_again(settings):
    prepare.prepare(print)
    source = settings.STATICFILES_DIRS[0] / "a.css"
    source.write_text("b {}")
    os.utime(source, ns=(1, 10**18))
    prepare.prepare(print)
    assert (settings.STATIC_ROOT / "a.css").read_text() == "b {}"


@pytest.mark.usefixtures("collected")
def test_an_empty_folder_is_filled_whatever_was_collected_before(settings):
    prepare.prepare(print)
    settings.STATIC_ROOT = settings.DATA_DIR / "another"  # or a volume that was lost
    settings.STATIC_ROOT.mkdir()
    prepare.prepare(print)
    assert (settings.STATIC_ROOT / "a.css").exists()


@pytest.mark.usefixtures("collected")
def test_an_empty_database_is_brought_up_to_date():
    call_command("migrate", "scripts", "zero", verbosity=0)
    assert "scripts_question" not in connection.introspection.table_names()
    said: list[str] = []
    prepare.prepare(said.append)
    assert "Bringing the database up to date" in said
    assert Question.objects.exists()


@pytest.mark.parametrize("command", [["prepare"], ["serve", "--prepare", "--port", "0"]])
def test_a_database_that_is_away_is_one_line(new_station, command):
    station = new_station(DATABASE_URL="mysql://opickme:hidden@127.0.0.1:1/opickme")
    process = station.start(*command)
    assert process.popen.wait(60) == 1
    assert process.output().startswith("CommandError: ")
    assert "Traceback" not in process.output()
    assert "hidden" not in process.output()
