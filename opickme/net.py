"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the address of the client, believing X-Forwarded-For only as far as TRUSTED_PROXIES reaches.

    With n trusted proxies the n-th address from the right was written by a proxy of ours; anything left of it is
    the client's own claim and is ignored.
    """
    peer = request.META.get("REMOTE_ADDR", "") or ""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and hops:
        return hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return peer
