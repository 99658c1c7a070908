"""`manage.py doctor` beside servers that work, and beside servers that are really broken."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from opickme.doctor import security, turn
from opickme.doctor.findings import Wrong
from tests.e2e.site import ROOT, free_port
from tests.services import RedisServer


@pytest.fixture
def mail_server() -> Iterator[int]:
    """As much of a mail server as greets; its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                line.sendall(b"220 mail.example.org\r\n")
                for words in heard:
                    line.sendall(b"221 bye\r\n" if words.upper().startswith(b"QUIT") else b"250 yes\r\n")

    threading.Thread(target=greet, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


def doctor(station, *parts, **settings):
    """Its exit code, and its findings by part."""
    command = [sys.executable, "manage.py", "doctor", "--json", *parts]
    done = subprocess.run(command, cwd=ROOT, env=station.env | settings, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{"), done.stderr
    said = json.loads(done.stdout)
    assert said["ok"] == (done.returncode == 0) == all(each["ok"] for each in said["parts"])
    return done.returncode, {each["part"]: each for each in said["parts"]}


def test_all_is_well_beside_real_servers(station, redis_server, s3_server, turn_server, mail_server):
    urls = [turn_server.url, turn_server.url.replace("udp", "tcp")]
    station.shell(
        "from scripts.models import Worker\nfrom django.utils import timezone\n"
        "for queue in ('recognition', 'speech'): Worker.objects.create(name=queue, queue=queue, seen_at=timezone.now())"
    )
    code, said = doctor(
        station,
        **s3_server.settings,
        REDIS_URL=redis_server.url,
        TURN_URLS=",".join(urls),
        TURN_SECRET=turn_server.secret,
        EMAIL_URL=f"smtp://127.0.0.1:{mail_server}",
        ALLOWED_HOSTS="opic.example.org,127.0.0.1",
        HTTPS="true",
        TRUSTED_PROXIES="1",
        S3_PUBLIC_ENDPOINT_URL="https://files.example.org",
    )
    assert (code, [each for each in said.values() if not each["ok"]]) == (0, [])
    assert said["turn"]["says"] == "2 gave a relay"
    assert s3_server.bucket in said["storage"]["says"]
    assert said["settings"]["says"] == "HTTPS for opic.example.org"


def test_each_broken_part_is_named_with_a_remedy_and_the_others_are_looked_at(
    station, tmp_path, s3_server, turn_server, mariadb_server
):
    broken = RedisServer(tmp_path).start()
    broken.stop()
    latin = mariadb_server.replace("/opickme", "/latin")
    host, port = latin.removeprefix("mysql://root@").split("/")[0].split(":")
    statement = "CREATE DATABASE IF NOT EXISTS latin CHARACTER SET latin1"
    client = ["mariadb", "--no-defaults", f"--host={host}", f"--port={port}", "--user=root", "-e", statement]
    subprocess.run(client, check=True)
    code, said = doctor(
        station,
        **s3_server.settings | {"S3_BUCKET": "another-bucket"},
        DATABASE_URL=latin,
        REDIS_URL=broken.url,
        TURN_URLS=turn_server.url,
        TURN_SECRET="another secret of 28 letters",
        EMAIL_URL=f"smtp://127.0.0.1:{free_port()}",
        ALLOWED_HOSTS="opic.example.org",
        STT_MODEL=str(tmp_path / "no model"),
        MIN_FREE_BYTES=str(2**60),
    )
    wrong = {part: each["says"] for part, each in said.items() if not each["ok"]}
    assert code == 1
    assert said.keys() - wrong.keys() == {"clock", "voice"}
    assert "latin1" in wrong["database"]
    assert "are missing" in wrong["migrations"]
    assert str(broken.port) in wrong["redis"]
    assert "bucket does not exist" in wrong["storage"]
    assert "another-bucket" in wrong["storage"]
    assert "refuses our names" in wrong["turn"]
    assert "ConnectionRefusedError" in wrong["mail"]
    assert "in clear" in wrong["settings"]
    assert "uploads are refused" in wrong["disk"]
    assert all(each["remedy"] for each in said.values() if not each["ok"])


def test_a_migration_that_is_missing_is_named_for_people_too(station):
    station.shell(
        "from django.db import connection\n"
        "connection.cursor().execute('DELETE FROM django_migrations WHERE app = \"feedback\"')"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "migrations", "workers", "database"],
        cwd=ROOT,
        env=station.env,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = {line.split()[1]: line for line in done.stdout.splitlines()}
    assert done.returncode == 1
    assert lines["migrations"].startswith("WRONG migrations")
    assert "feedback.0001_initial first. Do: run `manage.py prepare`" in lines["migrations"]
    assert lines["database"].startswith("ok ")
    assert "start `manage.py worker --queue recognition`" in lines["workers"]


def test_no_engine_tells_its_maker_that_it_is_used(station, tmp_path):
    """The runtime below voice and recogniser would keep the number of the machine there, and report to it."""
    home = tmp_path / "home"
    home.mkdir()
    _, said = doctor(station, "recognition", "voice", HOME=str(home))
    assert {part for part, each in said.items() if each["ok"]} == {"recognition", "voice"}
    assert list(home.rglob("*")) == []


def test_a_container_is_told_of_its_own_worker_alone(station):
    host = socket.gethostname()
    make = (
        "from scripts.models import Worker\nfrom django.utils import timezone\n"
        "Worker.objects.create(name='{}:1:x', queue='recognition', seen_at=timezone.now())"
    )
    station.shell(make.format(f"{host}2"))
    code, said = doctor(station, "own-worker")
    assert (code, said["own-worker"]["says"]) == (1, f"none on {host} gave a sign of life")
    station.shell(make.format(host[:40]))
    assert doctor(station, "own-worker")[0] == 0


def test_a_part_that_there_is_not_is_a_mistake_of_the_caller(station):
    command = [sys.executable, "manage.py", "doctor", "data base"]
    done = subprocess.run(command, cwd=ROOT, env=station.env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "There is no check named data base" in done.stderr


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("turn:turn.example.org", ("turn.example.org", 3478, "udp", False)),
        ("turn:turn.example.org:3479?transport=tcp", ("turn.example.org", 3479, "tcp", False)),
        ("turns:turn.example.org", ("turn.example.org", 5349, "tcp", True)),
        ("turn:[2001:db8::1]:3478?transport=udp", ("2001:db8::1", 3478, "udp", False)),
        ("turn:[2001:db8::1]", ("2001:db8::1", 3478, "udp", False)),
    ],
)
def test_addresses_of_turn_servers_are_read_as_browsers_read_them(url, found):
    assert turn.parse(url) == found


@pytest.mark.parametrize("url", ["turn.example.org", "stun:turn.example.org", "turn:", "turn:host:port"])
def test_what_is_no_address_of_a_turn_server_is_said_to_be_none(url):
    with pytest.raises(Wrong):
        turn.parse(url)


def test_a_turn_server_that_is_away_is_told_from_one_that_refuses(settings):
    settings.TURN_URLS, settings.TURN_SECRET = [f"turn:127.0.0.1:{free_port()}?transport=tcp"], "s" * 20
    with pytest.raises(Wrong, match="does not answer"):
        turn.check_turn()


PRODUCTION = {"ALLOWED_HOSTS": ["opic.example.org", "127.0.0.1"], "HTTPS": True, "TRUSTED_PROXIES": 1, "DEBUG": False}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DEBUG": True}, "DEBUG shows"),
        ({"HTTPS": False, "TRUSTED_PROXIES": 0}, "in clear"),
        ({"TRUSTED_PROXIES": 0}, "redirects to itself"),
        ({"ALLOWED_HOSTS": ["127.0.0.1"]}, "names no public host"),
        ({"ALLOWED_HOSTS": ["opic.example.org"]}, "this machine's own address"),
        ({"TURN_URLS": ["turn:x"], "TURN_TTL_SECONDS": 60}, "breaks off"),
        ({"S3_BUCKET": "b", "S3_ENDPOINT_URL": "http://s3"}, "may not fetch recordings"),
    ],
)
def test_dangerous_combinations_are_said(settings, changed, says):
    for name, value in {**PRODUCTION, **changed}.items():
        setattr(settings, name, value)
    assert [found for _, found, _ in security.troubles() if says in found]
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    settings.TURN_URLS, settings.S3_BUCKET = [], ""
    assert security.troubles() == []


def test_djangos_own_check_for_production_has_nothing_to_say_either(station, redis_server):
    production = {"ALLOWED_HOSTS": "opic.example.org,127.0.0.1", "HTTPS": "true", "TRUSTED_PROXIES": "1"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "INFO"]
    env = (
        station.env
        | production
        | {"REDIS_URL": redis_server.url, "SECRET_KEY": "v3ry-diff€rent-letters-0123456789-abcdefghijklmnopq-XYZ"}
    )
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr
    done = subprocess.run(
        command, cwd=ROOT, env=env | {"TRUSTED_PROXIES": "0"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "opickme.W" in done.stderr
