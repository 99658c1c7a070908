"""Real servers for tests, each in a directory and on a port of its own: Redis, MariaDB, S3, coturn, the product itself.

A missing program fails the test and names the package: nothing is skipped.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
import redis

from tests.e2e.site import ROOT, free_port, wait_for


def program(name: str, package: str) -> str:
    """Path of a program of the system."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    assert path, f"{name} is missing: install the package `{package}`"
    return path


class Process:
    """A program that is running; its output is kept in `log`."""

    def __init__(self, command: list[str], log: Path, *, env: dict[str, str] | None = None) -> None:
        self.log = log
        with log.open("ab") as out:
            self.popen = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)

    @property
    def pid(self) -> int:
        return self.popen.pid

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, number: int = signal.SIGTERM, *, seconds: float = 30) -> int:
        """Signal it and return its exit code. Safe to call twice."""
        if self.popen.poll() is None:
            self.popen.send_signal(number)
        return self.popen.wait(seconds)

    def kill(self) -> None:
        self.stop(signal.SIGKILL)


class RedisServer:
    """A Redis that can be restarted on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        command = [program("redis-server", "redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = Process(command, self.folder / "redis.log")
        wait_for(self.answers, seconds=10, what=self.process.output)
        return self

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        self.process.kill()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A private Redis."""
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


class MariaDBServer:
    """A MariaDB with an empty database, and `more` options; it can be killed and started again on the same port."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder, self.more = folder, more
        self.port = free_port()
        self.url = f"mysql://root@127.0.0.1:{self.port}/opickme"
        # The address of a Unix socket has room for 107 bytes; a directory of pytest's is often longer.
        self.short = tempfile.TemporaryDirectory(prefix="db-")
        self.listen = Path(self.short.name) / "s"
        # Its big sorts go there too: in a directory that all share, two servers could take the same name.
        self.options = ["--no-defaults", f"--datadir={folder / 'data'}", f"--tmpdir={self.short.name}"]
        self.options += ["--user=root"] if os.geteuid() == 0 else []

    def install(self) -> Self:
        how = "--auth-root-authentication-method=normal"
        command = [program("mariadb-install-db", "mariadb-server-core"), *self.options, how]
        subprocess.run(command, check=True, capture_output=True)
        return self

    def start(self) -> Self:
        command = [program("mariadbd", "mariadb-server-core"), *self.options, f"--socket={self.listen}"]
        command += [f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve", "--skip-log-bin"]
        self.process = Process([*command, *self.more], self.folder / "mariadb.log")
        wait_for(self.has_database, seconds=60, what=self.process.output)
        return self

    def has_database(self) -> bool:
        """Whether it answers; then its database is there, too."""
        assert self.process.popen.poll() is None, self.process.output()
        client = [program("mariadb", "mariadb-client-core"), "--no-defaults", f"--socket={self.listen}", "--user=root"]
        statement = "CREATE DATABASE IF NOT EXISTS opickme CHARACTER SET utf8mb4"
        return subprocess.run([*client, "-e", statement], capture_output=True, check=False).returncode == 0

    def stop(self) -> None:
        self.process.stop()
        self.short.cleanup()


@contextmanager
def mariadb(folder: Path, *more: str) -> Iterator[str]:
    """A private MariaDB with an empty database, and `more` options; yields its DATABASE_URL."""
    server = MariaDBServer(folder, *more).install()
    try:
        yield server.start().url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def mariadb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """DATABASE_URL of a private MariaDB."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as url:
        yield url


class S3Server:
    """Moto's server: S3 over HTTP, in memory, with one private bucket as docs/storage.md describes it.

    It looks at no signature: what is signed was tried by hand on a Ceph gateway, as docs/storage.md says.
    """

    bucket = "opickme-test"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a site needs to keep its files here."""
        return {
            "S3_BUCKET": self.bucket,
            "S3_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "site",
            "AWS_SECRET_ACCESS_KEY": "secret-of-the-site",
        }

    @cached_property
    def client(self) -> Any:
        """A client of the operator's."""
        import boto3

        keys = {"aws_access_key_id": "operator", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        return boto3.session.Session(**keys).client("s3", endpoint_url=self.url)

    def start(self) -> Self:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = Process(command, self.folder / "s3.log")
        wait_for(self.answers, seconds=60, what=self.process.output)
        rule = {"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"]}
        self.client.create_bucket(Bucket=self.bucket)
        self.client.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]})
        return self

    def answers(self) -> bool:
        assert self.process.popen.poll() is None, self.process.output()
        try:
            return httpx.get(f"{self.url}/moto-api/data.json", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def names(self) -> set[str]:
        """Names of all objects."""
        found = self.client.list_objects_v2(Bucket=self.bucket)
        return {each["Key"] for each in found.get("Contents", [])}

    def unfinished(self) -> set[str]:
        """Names of what is still sent in parts."""
        found = self.client.list_multipart_uploads(Bucket=self.bucket)
        return {each["Key"] for each in found.get("Uploads", [])}

    def empty(self) -> None:
        """Have nothing in the bucket."""
        for name in self.names():
            self.client.delete_object(Bucket=self.bucket, Key=name)
        for each in self.client.list_multipart_uploads(Bucket=self.bucket).get("Uploads", []):
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=each["Key"], UploadId=each["UploadId"])

    def stop(self) -> None:
        self.process.kill()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A private S3."""
    server = S3Server(tmp_path_factory.mktemp("s3")).start()
    yield server
    server.stop()


class TurnServer:
    """A coturn with the shipped `deploy/turnserver.conf`; it can be restarted on the same port.

    Calls on one machine need peers on this machine: `open_to_all` leaves out the list of forbidden peers.
    """

    def __init__(self, folder: Path, *, open_to_all: bool = True, address: str = "127.0.0.1") -> None:
        self.folder, self.address = folder, address
        self.port = free_port()
        self.secret = secrets.token_urlsafe(24)
        self.url = f"turn:{address}:{self.port}?transport=udp"
        self.conf = folder / "turnserver.conf"
        shipped = (ROOT / "deploy" / "turnserver.conf").read_text().splitlines()
        own = [f"static-auth-secret={self.secret}", f"listening-ip={address}", f"relay-ip={address}"]
        if open_to_all:
            shipped = [line for line in shipped if not line.startswith("denied-peer-ip")]
            own += ["allow-loopback-peers"]
        self.conf.write_text("\n".join([*shipped, *own]))

    @property
    def settings(self) -> dict[str, str]:
        """What a site needs to hand out names for this server."""
        return {"TURN_URLS": self.url, "TURN_SECRET": self.secret}

    def start(self) -> Self:
        command = [program("turnserver", "coturn"), "-c", str(self.conf), "--listening-port", str(self.port)]
        command += ["--log-file", "stdout", "--pidfile", str(self.folder / "pid"), "--userdb", str(self.folder / "db")]
        self.process = Process(command, self.folder / "turnserver.log")
        wait_for(self.answers, seconds=20, what=self.process.output)
        return self

    def answers(self) -> bool:
        """Whether it answers a STUN binding request."""
        assert self.process.popen.poll() is None, self.process.output()
        request = bytes.fromhex("000100002112a442") + secrets.token_bytes(12)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.5)
            try:
                probe.sendto(request, (self.address, self.port))
                return probe.recv(2048)[8:20] == request[8:20]
            except OSError:
                return False

    def stop(self) -> None:
        self.process.kill()


@pytest.fixture(scope="session")
def turn_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    """A private TURN server that relays to this machine too."""
    server = TurnServer(tmp_path_factory.mktemp("turn")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def guarded_turn_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    """The same as it is shipped: private peers are refused."""
    server = TurnServer(tmp_path_factory.mktemp("guarded"), open_to_all=False).start()
    yield server
    server.stop()
