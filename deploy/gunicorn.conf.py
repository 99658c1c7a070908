"""The WSGI workers for pages and API: `gunicorn --config deploy/gunicorn.conf.py opickme.wsgi`.

nginx stands in front, takes slow clients and bounds bodies; the addresses of this process are for it alone.
SIGTERM finishes what has begun; SIGHUP starts new workers with the code that lies there now, then ends the old ones.
"""

import gc
import json
import logging
import os
import shutil
import tempfile
from datetime import UTC, datetime
from typing import Any

bind = os.environ.get("PAGES_BIND", "127.0.0.1:8001")
workers = int(os.environ.get("PAGES_WORKERS", os.cpu_count() or 1))
# A thread waits for the database, the storage, or an upload that trickles in; the others go on.
worker_class = "gthread"
threads = int(os.environ.get("PAGES_THREADS", "4"))
keepalive = 75  # longer than nginx keeps a connection idle: only nginx closes it
timeout = 60
graceful_timeout = int(os.environ.get("PAGES_GRACE_SECONDS", "30"))
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 (signs of life, not on a disk that stalls)
forwarder_headers = ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
accesslog = None  # nginx writes it
control_socket_disable = True


class Line(logging.Formatter):
    """Its own few lines look as those of the site do, without an import of the site or of Django: what is imported here
    the workers go on with, also those that a SIGHUP starts for new code.
    """

    def format(self, record: logging.LogRecord) -> str:
        if os.environ.get("LOG_FORMAT") != "json":
            return super().format(record)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        return json.dumps(line | ({"failure": self.formatException(record.exc_info)} if record.exc_info else {}))


def nameless(record: logging.LogRecord) -> bool:
    """Of a request gunicorn names address, path, query and header; nginx's log has what may be known."""
    for beginning in ("Invalid request", "Error handling request"):
        if str(record.msg).startswith(beginning):
            record.msg, record.args = beginning, ()
    return True


logconfig_dict = {
    "formatters": {"generic": {"()": Line, "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"nameless": {"()": lambda: nameless}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic"}},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "filters": ["nameless"], "propagate": False}
    },
    "root": {"level": "INFO", "handlers": ["console"]},
}
# What the workers count for /metrics: together, whichever of them is asked. In memory, as it ends with them.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # this file is read again with every SIGHUP
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="opickme-figures-", dir=worker_tmp_dir)


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """Say the rest as the site does. Import every view now, not within the first request, and never look at it again
    for garbage.
    """
    from django.urls import get_resolver

    logging.getLogger("gunicorn.error").handlers.clear()
    logging.getLogger("gunicorn.error").propagate = True
    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()
