"""The bound of a body under WSGI, as guard.py has it on Daphne; nginx has it too, where one is in front."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

REFUSALS = {
    "411 Length Required": b'{"detail": "The length of the body must be given.", "code": "length_required"}',
    "413 Content Too Large": b'{"detail": "This is more than the server takes at once.", "code": "too_large"}',
}


def bounded(application: Application) -> Application:
    """Refuse what is too large before a byte of it is read, and what has no length: Django would read nothing of it."""

    def serve(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        refusal = _refusal(environ)
        if refusal is None:
            return application(environ, start_response)
        body = REFUSALS[refusal]
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Connection", "close")]
        start_response(refusal, headers)
        return [body]

    return serve


def _refusal(environ: Environ) -> str | None:
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        return "413 Content Too Large" if int(length) > settings.REQUEST_MAX_BYTES else None
    return "411 Length Required" if environ.get("HTTP_TRANSFER_ENCODING") else None
