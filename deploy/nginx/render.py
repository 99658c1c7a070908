"""Print the configuration of nginx for this site: `render.py site`, `store` or `main`, then NAME=VALUE as wanted.

`site` is what an nginx that is there already includes in its `http` block; `store`, after it in the same file, lets
browsers reach an S3 store by the same nginx; `main` is a whole configuration around them (SITE_CONF names the file).
A value comes from the command line, else from the environment (NGINX_NAME), else from the site's own settings, so that
limits agree on both sides.
"""

import os
import re
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
NAME = re.compile(r"\$\{([A-Z_]+)\}")


def defaults() -> dict[str, str]:
    """What is filled in where nobody says otherwise."""
    from opickme import settings

    tries = settings.LOGIN_ADDRESS_LIMIT
    return {
        # Where the processes of the site listen, separated by commas.
        "PAGES": "127.0.0.1:8001",
        "SOCKETS": "127.0.0.1:8002",
        "SERVER_NAMES": " ".join(host for host in settings.ALLOWED_HOSTS if not host.startswith("[")),
        # One or several, as 80,[::]:80.
        "HTTP_LISTEN": "80",
        "HTTPS_LISTEN": "443",
        "TLS_CERTIFICATE": "/etc/opickme/tls/fullchain.pem",
        "TLS_KEY": "/etc/opickme/tls/privkey.pem",
        "ACME_ROOT": "/var/www/html",
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "MIME_TYPES": "/etc/nginx/mime.types",
        "ACCESS_LOG": "/var/log/nginx/opickme.log",
        "ERROR_LOG": "/var/log/nginx/error.log",
        "REQUEST_MAX_BYTES": str(settings.REQUEST_MAX_BYTES),
        "CONNECTIONS_PER_ADDRESS": str(settings.CONNECTIONS_PER_ADDRESS),
        "LOGIN_RATE": f"{tries}r/m",
        "LOGIN_BURST": str(max(1, tries // 2)),
        # Of `store` only.
        "STORE": "127.0.0.1:9000",
        "STORE_NAME": urlsplit(settings.S3_PUBLIC_ENDPOINT_URL).hostname or "",
        "STORE_CERTIFICATE": "",  # as TLS_CERTIFICATE
        "STORE_KEY": "",
        "BUCKET": settings.S3_BUCKET,
        # Of `main` only.
        "SITE_CONF": "/etc/nginx/conf.d/opickme.conf",
        "RUN_DIR": "/run/nginx",
        "USER": "www-data",
        "WORKER_PROCESSES": "auto",
    }


def render(template: str, given: dict[str, str]) -> str:
    """Fill in a template of this folder. Raises KeyError for a name nobody knows."""
    known = defaults()
    known |= {name: os.environ[f"NGINX_{name}"] for name in known if f"NGINX_{name}" in os.environ}
    for name in given:
        known[name]  # a slip of the pen must not pass unseen
    known |= given
    for name in ("CERTIFICATE", "KEY"):
        known[f"STORE_{name}"] = known[f"STORE_{name}"] or known[f"TLS_{name}"]
    port = known["HTTPS_LISTEN"].rsplit(":", 1)[-1]
    known["HTTPS_SUFFIX"] = "" if port == "443" else f":{port}"
    # nginx takes a process for healthy again when a request there has ended well. A page's ends at once, a socket's
    # after hours: put aside once, a restarted process would get one new socket a second.
    for name, aside in (("PAGES", " max_fails=1 fail_timeout=1s"), ("SOCKETS", " max_fails=0"), ("STORE", "")):
        known[f"{name}_SERVERS"] = _each("server", known[name], aside)
    for name, options in (("HTTP_LISTEN", ""), ("HTTPS_LISTEN", " ssl http2")):
        known[f"{name}S"] = _each("listen", known[name], options)
    known["TLS"] = "\n    ".join((HERE / "tls.conf").read_text().splitlines())
    lines = (HERE / template).read_text().splitlines(keepends=True)
    return "".join(line if line.startswith("#") else NAME.sub(lambda found: known[found[1]], line) for line in lines)


def _each(directive: str, values: str, options: str) -> str:
    """A line of nginx for each value of a list with commas."""
    return "\n    ".join(f"{directive} {value.strip()}{options};" for value in values.split(","))


def main(arguments: list[str]) -> None:
    templates = {"site": "site.conf.template", "store": "store.conf.template", "main": "nginx.conf.template"}
    if not arguments or arguments[0] not in templates or not all("=" in pair for pair in arguments[1:]):
        fail(__doc__ or "")
    try:
        sys.stdout.write(render(templates[arguments[0]], dict(pair.split("=", 1) for pair in arguments[1:])))
    except KeyError as error:
        fail(f"No such name: {error}. Known are: {', '.join(defaults())}")


def fail(words: str) -> NoReturn:
    sys.stderr.write(words + "\n")
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
