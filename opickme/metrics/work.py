"""Recordings that come in, counted by the process that takes them. What workers do they count in the database."""

from prometheus_client import Counter

from opickme.metrics.registry import counted

UPLOADS = Counter("opickme_uploads", "Recordings taken in.", registry=counted)
UPLOADED_BYTES = Counter("opickme_uploaded_bytes", "Their size.", registry=counted)


def count(*, size: int) -> None:
    """Count a recording of `size` bytes."""
    UPLOADS.inc()
    UPLOADED_BYTES.inc(size)
