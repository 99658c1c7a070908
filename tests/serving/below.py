"""The site for gunicorn, with an address at which it fails below Django."""

from collections.abc import Callable, Iterable
from typing import Any

from opickme.wsgi import application as site


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"].startswith("/below/"):
        raise ValueError(f"nothing is at {environ['PATH_INFO']!r}")
    return site(environ, start_response)
