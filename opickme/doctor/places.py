"""Where things are kept: storage, disk, Redis, mail."""

import shutil
import smtplib
import time

from django.conf import settings
from django.core.mail import get_connection

from opickme import redis_store, storage_check
from opickme.doctor.findings import Wrong, short

LOCAL_MAIL = ("console", "dummy", "locmem", "filebased")


def check_redis() -> str:
    """Every Redis answers, and throws nothing away."""
    if not settings.REDIS_URL:
        return "not used: the processes of one machine need none"
    began = time.perf_counter()
    if problems := redis_store.problems():
        raise Wrong("; ".join(problems), "look at REDIS_URL, and whether the server runs (docs/database.md)")
    return f"answers in {(time.perf_counter() - began) * 1000:.1f} ms"


def check_storage() -> str:
    """What is written there is read there, and can be deleted."""
    place = f"bucket {settings.S3_BUCKET}" if settings.S3_BUCKET else str(settings.MEDIA_ROOT)
    owner = "see docs/storage.md" if settings.S3_BUCKET else "the account of the site must be able to write there"
    try:
        storage_check.check()
    except storage_check.StorageFault as fault:
        raise Wrong(f"{place}: {fault}", owner) from fault
    return "; ".join([f"{place}: written, read and deleted", *storage_check.advice()])


def check_disk() -> str:
    """There is room in DATA_DIR."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    said = f"{free / 1e9:.1f} GB free in {settings.DATA_DIR}"
    if free < settings.MIN_FREE_BYTES:
        raise Wrong(f"{said}, less than MIN_FREE_BYTES: uploads are refused", "make room, or give the disk more")
    if free < 5 * settings.MIN_FREE_BYTES:
        raise Wrong(f"{said}: uploads are refused soon", "make room, or give the disk more")
    return said


def check_mail() -> str:
    """The mail server takes us, where the site is for more than this machine."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend in LOCAL_MAIL:
        if settings.HTTPS:
            raise Wrong("goes nowhere: nobody who forgot a password gets a link", "set EMAIL_URL to a mail server")
        return f"goes nowhere ({backend}), as on a machine of one's own"
    try:
        with get_connection():
            pass
    except (smtplib.SMTPException, OSError) as error:
        raise Wrong(
            f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} refuses: {short(error)}", "look at EMAIL_URL"
        ) from error
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes us"
