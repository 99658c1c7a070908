"""Settings that are dangerous together."""

from django.conf import settings

from opickme.doctor.findings import Wrong

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def check_settings() -> str:
    """Hosts, TLS and the proxy fit each other."""
    for _, says, remedy in troubles():
        raise Wrong(says, remedy)
    public = public_hosts()
    return f"HTTPS for {', '.join(public)}" if public else "for this machine alone"


def public_hosts() -> list[str]:
    """The hosts by which others reach the site."""
    return [host for host in settings.ALLOWED_HOSTS if host.lower() not in LOCAL_HOSTS]


def troubles() -> list[tuple[int, str, str]]:
    """What is dangerous: a number, what it does, and the remedy."""
    public, proxies = public_hosts(), settings.TRUSTED_PROXIES
    browsers_store = settings.S3_PUBLIC_ENDPOINT_URL or settings.S3_ENDPOINT_URL
    rules = [
        (settings.DEBUG, "DEBUG shows the inside of the site to everybody", "DEBUG=false"),
        (
            bool(public) and not settings.HTTPS,
            "passwords and voices travel in clear, and no browser gives a microphone",
            "HTTPS=true behind TLS (docs/serving.md)",
        ),
        (
            settings.HTTPS and not proxies,
            "no proxy is trusted: every page redirects to itself for ever",
            "TRUSTED_PROXIES=1 behind one nginx",
        ),
        (
            bool(public) and not settings.HTTPS and proxies > 0,
            "a proxy is trusted to say who asks, but not that TLS is in front",
            "HTTPS=true, or TRUSTED_PROXIES=0",
        ),
        (
            settings.HTTPS and not public,
            "ALLOWED_HOSTS names no public host: every page answers 400",
            "ALLOWED_HOSTS=opic.example.org,localhost,127.0.0.1",
        ),
        (
            settings.HTTPS and not LOCAL_HOSTS.intersection(settings.ALLOWED_HOSTS),
            "health checks and Prometheus ask by this machine's own address, which answers 400",
            "ALLOWED_HOSTS=opic.example.org,localhost,127.0.0.1",
        ),
        (
            bool(settings.TURN_URLS) and settings.TURN_TTL_SECONDS < 600,
            "a call that is longer than TURN_TTL_SECONDS breaks off",
            "TURN_TTL_SECONDS=3600",
        ),
        (
            bool(settings.HTTPS and settings.S3_BUCKET) and browsers_store.startswith("http:"),
            "a page over TLS may not fetch recordings without it",
            "S3_PUBLIC_ENDPOINT_URL=https://…",
        ),
    ]
    return [(number, says, remedy) for number, (is_so, says, remedy) in enumerate(rules, 2) if is_so]
