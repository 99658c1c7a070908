"""The TURN servers: reachable from here, and they take the names that we make."""

from urllib.parse import parse_qs

from django.conf import settings

from opickme.doctor import stun
from opickme.doctor.findings import Wrong, short
from signaling.ice import turn_credentials

CLOCK_ERROR, QUOTA_ERROR = 401, 486


def check_turn() -> str:
    """Each gives a relay to a name of ours."""
    if not settings.TURN_URLS:
        return "none: calls between strict networks will fail (TURN_URLS)" if settings.HTTPS else "not used"
    for url in settings.TURN_URLS:
        _try(url)
    return f"{len(settings.TURN_URLS)} gave a relay"


def _try(url: str) -> None:
    host, port, transport, tls = parse(url)
    username, password = turn_credentials(user_id=0)
    try:
        connection, line = stun.connect(host, port, transport, tls=tls)
        with connection:
            reason = stun.allocate(line, username=username, password=password)
    except (OSError, ValueError) as error:
        raise Wrong(
            f"{url} does not answer: {short(error)}", "open the port, start coturn (docs/operating.md)"
        ) from error
    if reason == f"error {CLOCK_ERROR}":
        raise Wrong(f"{url} refuses our names", "TURN_SECRET must be its static-auth-secret, and both clocks right")
    if reason:
        raise Wrong(f"{url} gives no relay: {reason}", "read the log of coturn; 486 is its quota")


def parse(url: str) -> tuple[str, int, str, bool]:
    """Host, port, transport and whether by TLS of `turn:host:port?transport=udp` (RFC 7065). Raises Wrong."""
    scheme, _, rest = url.partition(":")
    place, _, query = rest.partition("?")
    host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
    if scheme not in ("turn", "turns") or not host or (port and not port.isdigit()):
        raise Wrong(f"{url} is no address of a TURN server", "TURN_URLS=turn:turn.example.org:3478?transport=udp")
    tls = scheme == "turns"
    transport = parse_qs(query).get("transport", ["tcp" if tls else "udp"])[0]
    return host.strip("[]"), int(port or (5349 if tls else 3478)), transport, tls
