"""What a running site says of requests full of personal things: ids, and nothing of the things."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from opickme.logs.scrub import scrub, scrub_reason
from opickme.logs.trail import request_id
from tests.e2e.site import ROOT, wait_for

NAME, MAIL, PASSWORD = "canaria.silvestre", "canaria@example.org", "canary-Pa55word-xyz"
TOKEN = "cd3f9a-7c1be2aa90f34d5e8b6c0d1e2f3a4b5c"
ADDRESS, TEXT = "203.0.113.77", "canary words of mine"
CANARIES = (NAME, "canaria", MAIL, PASSWORD, TOKEN, ADDRESS, "canary words", "Canaria")
REQUEST = "0123456789abcdef0123456789abcdef"

# A site with one address more, which fails in the worst way: it says aloud whose fault it was.
BREAKS = """
import asyncio
from django.db import IntegrityError
from django.urls import path
from opickme import urls
from opickme.asgi import application
from opickme.serving.server import GuardedServer
def broken(request):
    words = request.POST["text"]
    try:
        raise IntegrityError(1062, f"Duplicate entry '{words}' for key 'x'")
    except IntegrityError as error:
        raise ValueError(f"no learner {request.POST['email']}, token {request.GET['token']}: {words!r}") from error
urls.urlpatterns.append(path("break/", broken))
from django.views.decorators.csrf import csrf_exempt
urls.urlpatterns[-1].callback = csrf_exempt(broken)
async def loud(scope, receive, send):
    if scope["path"].startswith("/linger/"):
        await asyncio.sleep(60)  # and does not hear that the client has gone
    if scope["path"].startswith("/aloud/"):
        raise LookupError("who is 'canaria'?")
    await application(scope, receive, send)
server = GuardedServer(loud, host="127.0.0.1", port={port})
server.application_close_timeout = 0
server.run()
"""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes error reports as Sentry's does; its DSN, and what it was sent."""
    envelopes: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            envelopes.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://0123456789abcdef@127.0.0.1:{server.server_port}/1", envelopes
    server.shutdown()
    server.server_close()


def requests_full_of_personal_things(url: str) -> None:
    headers = {
        "X-Forwarded-For": ADDRESS,
        "User-Agent": NAME,
        "Referer": f"https://x.example/{MAIL}",
        "Cookie": f"a={TOKEN}",
    }
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        answer = client.post(
            f"/break/?token={TOKEN}", data={"text": TEXT, "email": MAIL}, headers={"X-Request-ID": REQUEST}
        )
        assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, REQUEST)
        client.get(f"/people/{MAIL}/{TOKEN}?q={NAME}")
        client.get(f"/accounts/password/new/MQ/{TOKEN}/")
        client.get("/", headers={"Host": f"{NAME}.example.org"})
        client.post(
            "/accounts/login/", data={"username": NAME, "password": PASSWORD}, headers={"Origin": "https://x.example"}
        )
        for _ in range(11):
            client.post("/api/v1/auth/token/", json={"username": NAME, "password": PASSWORD})
        client.post("/api/v1/users/", json={"username": NAME, "email": MAIL, "password": TEXT, "nickname": "Canaria"})
        client.post("/api/v1/scripts/", headers={"Authorization": f"Bearer {TOKEN}"}, json={"text": TEXT})
        client.post(
            "/api/v1/users/", content=f'{{"username": "{NAME}'.encode(), headers={"Content-Type": "application/json"}
        )
        client.request(f"{PASSWORD}", "/")
        assert client.get(f"/aloud/{TOKEN}").status_code == 500
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"/linger/{TOKEN}/?q={NAME}", timeout=0.5)
        client.get("/ws/me/", headers={"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": TOKEN})
        other = client.get("/healthz", headers={"X-Request-ID": f"{NAME} {TOKEN}"})
        assert other.headers["X-Request-ID"].isalnum()


def test_lines_and_reports_name_the_request_and_nothing_of_the_person(new_station, collector):
    dsn, envelopes = collector
    station = new_station(LOG_FORMAT="json", LOG_REQUESTS="true", SENTRY_DSN=dsn, TRUSTED_PROXIES="1")
    from tests.e2e.site import free_port
    from tests.stations import Web

    port = free_port()
    web = Web(station, station.start("shell", "--no-imports", "-c", BREAKS.replace("{port}", str(port))), port)
    requests_full_of_personal_things(web.url)

    wait_for(lambda: any(b'"type":"event"' in envelope for envelope in envelopes), seconds=20, what=lambda: envelopes)
    wait_for(lambda: "took too long" in web.process.output(), seconds=20, what=web.process.output)
    lines = [json.loads(line) for line in web.process.output().splitlines()]
    for line in lines:
        assert {"time", "level", "logger", "message"} <= line.keys()
    mine = [line for line in lines if line.get("request") == REQUEST]
    failed = next(line for line in mine if "failure" in line)
    assert failed["message"] == "500 POST break/"
    assert "in broken" in failed["failure"]
    assert "ValueError: no learner <mail>, token <token>: '…'" in failed["failure"]
    assert "IntegrityError" in failed["failure"]
    assert any(line["logger"] == "opickme.requests" and line["message"].startswith("500 POST break/ ") for line in mine)
    assert {line["message"].split(" ")[0] for line in lines if line["logger"] == "opickme.requests"} >= {
        "400",
        "404",
        "429",
    }

    assert "Exception inside application: who is '…'?" in {line["message"] for line in lines}

    report = next(part for part in map(parsed, b"\n".join(envelopes).splitlines()) if "exception" in part)
    assert report["tags"] == {"request": REQUEST, "route": "break/", "method": "POST"}
    assert [each["type"] for each in report["exception"]["values"]] == ["IntegrityError", "ValueError"]
    assert report["exception"]["values"][1]["stacktrace"]["frames"][-1]["function"] == "broken"
    for canary in CANARIES:
        assert canary not in web.process.output()
        assert canary.encode() not in b"".join(envelopes)
        assert json.dumps(canary).encode() not in b"".join(envelopes)


def parsed(line: bytes) -> dict:
    return json.loads(line) if line.startswith(b"{") else {}


def test_with_reports_what_else_the_site_asks_for_carries_no_mark_of_them(tmp_path):
    """The storage or a speech service has no business with the address of the reports."""
    code = """
import django, http.server, threading, urllib.request
django.setup()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(sorted({"baggage", "sentry-trace"} & {name.lower() for name in self.headers}), flush=True)
        self.send_response(204)
        self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/")
"""
    env = {
        "DJANGO_SETTINGS_MODULE": "opickme.settings",
        "ENV_FILE": "/dev/null",
        "SECRET_KEY": "k" * 40,
        "DATA_DIR": str(tmp_path),
        "SENTRY_DSN": "http://0123456789abcdef@127.0.0.1:1/1",
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_an_address_for_reports_their_library_is_not_even_loaded(tmp_path):
    code = "import django, sys; django.setup(); import opickme.asgi; print('sentry_sdk' in sys.modules)"
    env = {
        "DJANGO_SETTINGS_MODULE": "opickme.settings",
        "ENV_FILE": "/dev/null",
        "SECRET_KEY": "k" * 40,
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail to a.b+c@example.co.kr failed", "mail to <mail> failed"),
        (f"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{'x' * 20}", "Bearer <token>"),
        ("consult 0b54a7f2-91a3-4c5e-8a88-0f6a5d5d9c11 taken by user 7", None),
        ("recordings/12/0b54a7f291a34c5e8a880f6a5d5d9c11.webm is gone", None),
        ("(2002, \"Can't connect to server on 'db.internal' (115)\")", None),
    ],
)
def test_mail_addresses_and_tokens_are_taken_out_and_our_own_ids_stay(text, left):
    assert scrub(text) == (left or text)


def test_of_a_failure_also_what_it_quotes_is_taken_out():
    assert scrub_reason("""(1062, "Duplicate entry 'kim' for key 'name'")""") == "(1062, '…')"


@pytest.mark.parametrize("claimed", ["", None, "short", "x" * 32, f"{REQUEST}\n", REQUEST * 3])
def test_an_id_that_is_not_well_formed_is_replaced(claimed):
    assert request_id(claimed) != claimed
    assert len(request_id(claimed)) == 32
