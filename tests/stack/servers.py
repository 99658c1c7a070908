"""What stands between a browser and the site in production, as private processes: gunicorn and nginx."""

import contextlib
import datetime
import ipaddress
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import httpx
import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.site import ROOT, free_port, wait_for
from tests.services import Process, program

RENDER = [sys.executable, "deploy/nginx/render.py"]


class Server:
    """A process of the site on a port that it keeps when it is started again."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        self.env = dict(env)
        self.log = log

    @property
    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> Self:
        self.process = Process([sys.executable, *self.command], self.log, env=self.env)
        return self

    def kill(self) -> None:
        """End it with all its workers at once, as a machine does that fails: an orphan would keep the port."""
        family = psutil.Process(self.process.popen.pid).children(recursive=True)
        self.process.kill()
        for child in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(family, timeout=10)

    def wait(self) -> Self:
        """Return when it answers."""
        wait_for(self.answers, seconds=60, what=self.process.output)
        return self

    def answers(self) -> bool:
        """Whether the process answers for itself; fails with what it said when it has ended."""
        assert self.process.popen.poll() is None, self.process.output()
        try:
            return self.get("/healthz").text == "ok\n"
        except httpx.TransportError:
            return False

    def get(self, path: str) -> httpx.Response:
        """Ask this very process, as the proxy does: behind it the site knows only TLS."""
        return httpx.get(self.url + path, headers={"X-Forwarded-Proto": "https"}, timeout=20)


class Pages(Server):
    """The WSGI workers."""

    def __init__(self, env: Mapping[str, str], log: Path, *, workers: int = 1) -> None:
        super().__init__(env, log)
        self.env |= {"PAGES_BIND": self.address, "PAGES_WORKERS": str(workers)}

    @property
    def command(self) -> list[str]:
        return ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "opickme.wsgi"]


class Sockets(Server):
    """The process of the websockets."""

    @property
    def command(self) -> list[str]:
        return ["manage.py", "web", "--port", str(self.port)]

    def open(self) -> int:
        """How many it holds."""
        lines = self.get("/metrics").text.splitlines()
        return int(float(next(line for line in lines if line.startswith("opickme_sockets_open ")).split()[1]))


class Front:
    """An nginx with the shipped configuration, a certificate of its own, and the processes behind it."""

    def __init__(
        self,
        folder: Path,
        env: Mapping[str, str],
        *,
        pages: Sequence[str],
        sockets: Sequence[str],
        store: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.ws = f"wss://127.0.0.1:{self.port}"
        self.access_log, self.error_log = folder / "access.log", folder / "error.log"
        certificate(folder)
        site, main = folder / "site.conf", folder / "nginx.conf"
        own = {
            "PAGES": ",".join(pages),
            "SOCKETS": ",".join(sockets),
            "SERVER_NAMES": "_",
            "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
            "HTTP_LISTEN": f"127.0.0.1:{self.plain_port}",
            "TLS_CERTIFICATE": str(folder / "certificate.pem"),
            "TLS_KEY": str(folder / "key.pem"),
            "ACCESS_LOG": str(self.access_log),
            "ERROR_LOG": str(self.error_log),
        }
        site.write_text(rendered("site", env, own))
        if store is not None:
            site.write_text(site.read_text() + rendered("store", env, {**own, **store}))
        user = "root" if os.geteuid() == 0 else "nobody"
        around = {
            "SITE_CONF": str(site),
            "RUN_DIR": str(folder),
            "USER": user,
            "WORKER_PROCESSES": "2",
            "ERROR_LOG": "stderr",
        }
        main.write_text(rendered("main", env, around))
        self.command = [program("nginx", "nginx-light"), "-c", str(main), "-p", str(folder)]

    def start(self) -> Self:
        self.process = Process(self.command, self.folder / "nginx.log")
        wait_for(self.listens, seconds=20, what=self.process.output)
        return self

    def listens(self) -> bool:
        assert self.process.popen.poll() is None, self.process.output()
        try:
            return httpx.get(f"http://127.0.0.1:{self.plain_port}/", timeout=5).status_code == 308
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        self.process.stop()


def rendered(part: str, env: Mapping[str, str], values: Mapping[str, str]) -> str:
    words = [f"{name}={value}" for name, value in values.items()]
    done = subprocess.run([*RENDER, part, *words], cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
