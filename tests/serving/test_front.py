"""nginx with the shipped configuration before gunicorn and Daphne."""

import asyncio
import base64
import contextlib
import json
import re
import signal
import socket
import ssl
import subprocess
import threading
import uuid
from types import SimpleNamespace

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.e2e.site import free_port, wait_for
from tests.services import program, s3_server
from tests.stack.servers import RENDER, ROOT, Front, Pages, Sockets
from tests.stations import stations

__all__ = ["s3_server"]
UNCHECKED = ssl.create_default_context()
UNCHECKED.check_hostname, UNCHECKED.verify_mode = False, ssl.CERT_NONE
JSON = "application/json"
STORE = "localhost"


@pytest.fixture(scope="module")
def house(station_template, tmp_path_factory, s3_server):
    """One machine as in production, and beside each of its processes an address where nobody is."""
    folder = tmp_path_factory.mktemp("house")
    with stations(station_template, folder) as make:
        station = make(
            HTTPS="true",
            TRUSTED_PROXIES="1",
            LOGIN_ADDRESS_LIMIT="10",
            AUDIO_MAX_BYTES="3000000",
            SOCKETS_PER_ADDRESS="100",
            SOCKETS_PER_USER="100",
        )
        pages = Pages(station.env, folder / "pages.log", workers=1).start()
        sockets = Sockets(station.env, folder / "sockets.log").start()
        returning = Sockets(station.env, folder / "returning.log")
        gone = f"127.0.0.1:{free_port()}"
        front = Front(
            folder / "nginx",
            station.env,
            pages=[gone, pages.address],
            sockets=[returning.address, sockets.address],
            store={"STORE": s3_server.url.removeprefix("http://"), "STORE_NAME": STORE, "BUCKET": s3_server.bucket},
        )
        try:
            pages.wait()
            sockets.wait()
            front.start()
            yield SimpleNamespace(station=station, pages=pages, sockets=sockets, returning=returning, front=front)
        finally:
            for server in (front, pages, sockets, returning):
                if hasattr(server, "process"):
                    server.process.kill()


@pytest.fixture
def browser(house):
    with httpx.Client(base_url=house.front.url, verify=UNCHECKED, timeout=30) as client:
        yield client


def cookies(house, name, **headers):
    token = "t" * 32
    cookie = f"{house.station.cookie(name)}; csrftoken={token}"
    return {"Cookie": cookie, "X-CSRFToken": token, "Referer": f"{house.front.url}/", **headers}


def test_pages_are_offered_over_http2_and_come_compressed(browser, house):
    modern = ssl.create_default_context()
    modern.check_hostname, modern.verify_mode = False, ssl.CERT_NONE
    modern.set_alpn_protocols(["h2", "http/1.1"])
    with modern.wrap_socket(socket.create_connection(("127.0.0.1", house.front.port), timeout=20)) as line:
        assert line.selected_alpn_protocol() == "h2"
    page = browser.get("/")
    assert page.headers["content-encoding"] == "gzip"
    assert "OPIck me" in page.text
    assert page.headers["strict-transport-security"].startswith("max-age=")
    assert page.headers.get_list("x-content-type-options") == ["nosniff"]


def test_without_tls_everything_leads_to_tls(house):
    answer = httpx.get(f"http://127.0.0.1:{house.front.plain_port}/scripts/?page=2")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{house.front.url}/scripts/?page=2"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused(house, version):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = version
    with socket.create_connection(("127.0.0.1", house.front.port), timeout=20) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain)


def test_files_with_a_hash_are_kept_for_ever_and_others_for_a_minute(browser, house):
    style = re.search(r'href="(/static/[^"]+\.css)"', browser.get("/").text)[1]
    hashed = browser.get(style)
    assert "immutable" in hashed.headers["cache-control"]
    assert hashed.headers["content-type"] == "text/css; charset=utf-8"
    assert hashed.headers["content-encoding"] == "gzip"
    compressed = house.station.folder / style.removeprefix("/").replace(".css", ".css.gz")
    assert int(hashed.headers["content-length"]) == compressed.stat().st_size
    assert hashed.headers["cross-origin-resource-policy"] == "same-origin"
    plain = browser.get(re.sub(r"\.[0-9a-f]{12}\.css$", ".css", style))
    assert (plain.status_code, plain.headers["cache-control"]) == (200, "max-age=60, public")


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/metrics/", "/%6detrics"])
def test_the_inside_is_not_shown_to_the_outside(browser, house, path):
    refused = browser.get(path, headers={"X-Forwarded-For": "127.0.0.1"})
    assert refused.status_code == 404
    assert "opickme_" not in refused.text
    assert "parts" not in refused.text
    asked = httpx.get(f"{house.pages.url}/readyz", headers={"X-Forwarded-Proto": "https"}, timeout=20)
    assert asked.json()["parts"]["channel_layer"] == "ok"


def test_a_client_cannot_say_where_it_comes_from(browser, house):
    """Failures count at its own address, whatever it claims; so does the id of a request, which is ours."""
    claim = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Request-ID": "f" * 32}
    body = {"username": "nobody", "password": "wrong-wrong"}
    refused = browser.post("/api/v1/auth/token/", json=body, headers=claim)
    assert refused.status_code == 401
    code = "from axes.models import AccessAttempt; print(*AccessAttempt.objects.values_list('ip_address', flat=True))"
    assert set(house.station.shell(code).split()) == {"127.0.0.1"}
    last = json.loads(house.front.access_log.read_text().splitlines()[-1])
    assert last["path"] == "/api/v1/auth/token/"
    assert re.fullmatch(r"[0-9a-f]{32}", last["request_id"])
    assert last["request_id"] != "f" * 32


def test_the_log_keeps_no_secret(browser, house):
    """Not even of a request that went to a process that is away, nor of an attempt too many."""
    browser.get("/accounts/password/new/MQ/secret-token/?search=what-i-looked-for")
    wait_for(
        lambda: '"path":"/accounts/password/new/"' in house.front.access_log.read_text(),
        seconds=10,
        what=house.front.access_log.read_text,
    )
    assert "secret-token" not in house.front.access_log.read_text()
    assert "looked-for" not in house.front.access_log.read_text()
    assert '"upstream_status":"502' in house.front.access_log.read_text()
    assert house.front.error_log.read_text() == ""


@pytest.mark.parametrize("path", ["/api/v1/scripts/", "/scripts/"])
def test_what_is_too_large_is_refused_in_words(browser, house, path):
    refused = browser.post(path, content=b"x" * 4_200_000, headers=cookies(house, "alice"))
    assert refused.status_code == 413
    if path.startswith("/api"):
        assert refused.headers["content-type"] == JSON
        assert refused.json()["code"] == "too_large"
    else:
        assert "너무 큽니다" in refused.text


def test_gunicorn_bounds_bodies_itself(house):
    with socket.create_connection(("127.0.0.1", house.pages.port), timeout=20) as line:
        line.sendall(b"POST /api/v1/scripts/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", house.pages.port), timeout=20) as line:
        line.sendall(
            b"POST /api/v1/scripts/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        assert line.recv(65536).startswith(b"HTTP/1.1 411 ")


def test_a_flood_of_log_ins_is_held_off_before_the_site(browser, house):
    """Looking at the log-in page is no attempt; only writing counts."""
    body = {"username": "flood", "password": "wrong-wrong"}

    def attempt(_):
        return browser.post("/api/v1/auth/token/", json=body)

    answers = [attempt(n) for n in range(12)]
    held = [each for each in answers if each.headers.get("retry-after") == "60" and each.json()["code"] == "throttled"]
    assert held
    assert all(each.status_code == 429 for each in held)
    page = browser.post("/accounts/login/", data=body)
    assert (page.status_code, "1분 뒤에" in page.text) == (429, True)
    assert all(browser.get("/accounts/login/").status_code == 200 for _ in range(15))


def test_what_arrived_before_a_cut_has_arrived(browser, house):
    """The bytes go on as they come: a connection that breaks in the middle leaves what it brought."""
    metadata = base64.b64encode(str(uuid.uuid4()).encode()).decode()
    headers = cookies(house, "alice", **{"Tus-Resumable": "1.0.0"})
    opened = browser.post(
        "/api/v1/uploads/",
        headers={**headers, "Upload-Length": "1000000", "Upload-Metadata": f"client_id {metadata}"},
    )
    assert opened.status_code == 201, opened.text
    where = opened.headers["location"]
    fields = {
        **headers,
        "Host": f"127.0.0.1:{house.front.port}",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": "1000000",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with UNCHECKED.wrap_socket(socket.create_connection(("127.0.0.1", house.front.port), timeout=20)) as line:
        line.sendall(f"PATCH {where} HTTP/1.1\r\n{head}\r\n".encode() + b"x" * 400_000)
        part = house.station.folder / "uploads"
        wait_for(
            lambda: any(path.stat().st_size >= 300_000 for path in part.glob("*.part")),
            seconds=20,
            what=lambda: str([path.stat().st_size for path in part.glob("*.part")]),
        )
    wait_for(
        lambda: int(browser.head(where, headers=headers).headers["upload-offset"]) >= 300_000,
        seconds=20,
        what=lambda: browser.head(where, headers=headers).headers,
    )
    offset = int(browser.head(where, headers=headers).headers["upload-offset"])
    rest = {**headers, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    ended = browser.patch(where, content=b"y" * (1_000_000 - offset), headers=rest)
    assert (ended.status_code, ended.headers.get("upload-offset")) == (204, "1000000")


async def test_what_a_wsgi_worker_commits_reaches_the_sockets(house):
    """The change is made over gunicorn, the socket is Daphne's, both through nginx."""
    headers = {"Cookie": house.station.cookie("alice"), "Origin": house.front.url}
    async with connect(f"{house.front.ws}/ws/me/", additional_headers=headers, ssl=UNCHECKED) as alice:
        assert json.loads(await asyncio.wait_for(alice.recv(), 20))["type"] == "ready"
        async with httpx.AsyncClient(base_url=house.front.url, verify=UNCHECKED) as client:
            answer = await client.post("/accounts/logout/", headers=cookies(house, "alice"))
        assert answer.status_code == 302
        with pytest.raises(Exception, match="4401"):
            await asyncio.wait_for(alice.recv(), 20)


async def test_a_foreign_page_gets_no_socket(house):
    headers = {"Cookie": house.station.cookie("robert"), "Origin": "https://evil.example"}
    with pytest.raises(Exception, match="403"):
        await connect(f"{house.front.ws}/ws/me/", additional_headers=headers, ssl=UNCHECKED)


async def test_a_process_that_is_back_gets_its_share_of_the_sockets_at_once(house):
    """It was away when others came; nginx must not go on to think so until one of its sockets ends."""
    code = (
        "from accounts.models import User; from rest_framework_simplejwt.tokens import RefreshToken; "
        "print(RefreshToken.for_user(User.objects.get(username='robert')).access_token)"
    )
    token = (await asyncio.to_thread(house.station.shell, code)).split()[-1]

    async def come(number):
        headers = {"Cookie": f"sessionid=nobody{number}", "Origin": house.front.url}
        address = f"{house.front.ws}/ws/me/"
        return await connect(address, additional_headers=headers, ssl=UNCHECKED, subprotocols=["bearer", token])

    async with contextlib.AsyncExitStack() as leaving:
        for number in range(10):
            leaving.push_async_callback((await come(number)).close)
        assert await asyncio.to_thread(house.sockets.open) == 10
        await asyncio.to_thread(house.returning.start().wait)
        for number in range(10, 40):
            leaving.push_async_callback((await come(number)).close)
        assert await asyncio.to_thread(house.returning.open) >= 6


def test_new_workers_take_over_without_a_request_lost(browser, house):
    """HUP starts new workers first; whoever asks meanwhile is answered."""
    before = _workers(house.pages.process.pid)
    answers, ended = [], threading.Event()

    def ask():
        while not ended.is_set():
            answers.append(browser.get("/accounts/login/").status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    house.pages.process.popen.send_signal(signal.SIGHUP)
    try:
        wait_for(
            lambda: (now := _workers(house.pages.process.pid)) and not now & before,
            seconds=60,
            what=house.pages.process.output,
        )
    finally:
        ended.set()
        asking.join()
    assert set(answers) == {200}


def _workers(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return set(listed.stdout.split())


def test_the_store_is_reached_by_a_name_of_its_own_and_only_its_bucket(browser, house, s3_server):
    there = {"Host": STORE}
    signed = f"/{s3_server.bucket}/incoming/x?X-Amz-Signature=abcd"
    assert browser.put(signed, content=b"x" * 2_000_000, headers=there).status_code == 200
    assert "incoming/x" in s3_server.names()
    assert len(browser.get(signed, headers=there).content) == 2_000_000
    for path in ("/", "/moto-api/data.json", "/minio/admin/v3/info"):
        assert browser.get(path, headers=there).status_code == 404
    assert browser.get(signed).status_code == 404  # by the site's own name
    assert "abcd" not in house.front.access_log.read_text()


def test_a_slip_in_a_name_is_said(house):
    said = subprocess.run(
        [*RENDER, "site", "TLS_CERTIFICAT=x"], cwd=ROOT, env=house.station.env, capture_output=True, check=False
    )
    assert said.returncode == 2
    assert b"TLS_CERTIFICAT" in said.stderr
    assert program("nginx", "nginx-light")
