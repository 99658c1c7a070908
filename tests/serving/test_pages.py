"""gunicorn with the shipped configuration: what it says, and what its master process keeps in memory."""

import json
import os
import socket
import subprocess
import sys

import httpx

from tests.e2e.site import ROOT, free_port
from tests.stack.servers import Pages

CANARIES = ("canaria", "203.0.113.77", "cd3f9a-7c1be2aa90f34d5e8b6c0d1e2f3a4b5c")


class Broken(Pages):
    @property
    def command(self) -> list[str]:
        return [*super().command[:-1], "tests.serving.below:application"]


def test_what_gunicorn_says_of_a_request_names_nobody(station, tmp_path):
    """Its lines are those of the site, in the master and in the workers."""
    pages = Broken(station.env | {"LOG_FORMAT": "json"}, tmp_path / "log").start().wait()
    try:
        assert httpx.get(f"{pages.url}/below/canaria/{CANARIES[2]}/?q=canaria").status_code == 500
        with socket.create_connection(("127.0.0.1", pages.port), timeout=20) as line:
            line.sendall(b"canaria /203.0.113.77 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 400 ")
    finally:
        pages.process.stop()
    said = [json.loads(line) for line in pages.process.output().splitlines()]
    assert {"Invalid request", "Error handling request"} <= {line["message"] for line in said}
    failed = next(line for line in said if "failure" in line)
    assert "ValueError: nothing is at '…'" in failed["failure"]
    assert [canary for canary in CANARIES if canary in pages.process.output()] == []


def test_the_master_has_imported_nothing_that_new_workers_should_bring(tmp_path):
    """They are forked from it: what it holds is the code of before."""
    code = (
        "import sys; from gunicorn.app.wsgiapp import WSGIApplication; from gunicorn.arbiter import Arbiter; "
        "sys.argv = ['gunicorn', '--config', 'deploy/gunicorn.conf.py', 'opickme.wsgi']; "
        "Arbiter(WSGIApplication()).log.info('ready'); "
        "print(sorted({'django', 'opickme', 'prometheus_client'} & sys.modules.keys()))"
    )
    env = {"PATH": os.environ["PATH"], "PAGES_BIND": f"127.0.0.1:{free_port()}", "LOG_FORMAT": "json"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert json.loads(done.stderr.splitlines()[-1])["message"] == "ready"
