"""Where a request comes from."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 (a name for "no address", nothing listens there)


def client_ip(request: HttpRequest) -> str:
    """Return the address of the client, believing X-Forwarded-For only as far as TRUSTED_PROXIES reaches.

    With n trusted proxies the n-th address from the right was written by a proxy of ours; anything left of it is
    the client's own claim and is ignored. What is no address at all counts as the proxy's own.
    """
    return str(_address(request))


def client_network(request: HttpRequest) -> str:
    """Return the address under which attempts are counted: one household of IPv6 owns a whole /64."""
    address = _address(request)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def _address(request: HttpRequest) -> IPv4Address | IPv6Address:
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    claimed = hops[-min(settings.TRUSTED_PROXIES, len(hops))] if settings.TRUSTED_PROXIES and hops else ""
    for candidate in (claimed, request.META.get("REMOTE_ADDR") or ""):
        try:
            address = ip_address(candidate)
        except ValueError:
            continue
        return getattr(address, "ipv4_mapped", None) or address
    return IPv4Address(UNKNOWN)
