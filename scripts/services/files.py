"""Files in the storage: none half-written, none that no row names for long, each on the disk before it is promised."""

import errno
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from opickme import s3
from opickme.s3 import parts
from scripts.exceptions import StorageFull
from scripts.models import Leftover

logger = logging.getLogger(__name__)

LEFT_AFTER = timedelta(hours=1)
"""A file that is still being written, or is being deleted, is so for seconds."""


class Lost(Exception):
    """The file was taken for a leftover and deleted before a row could name it."""


def store(content: File[Any], *, folder: str, extension: str) -> str:
    """Write `content` to the storage under a name of our own and return the name.

    It counts as a leftover until `keep`. Raises StorageFull, or what the storage raises; then nothing is left of it.
    """
    name = f"{folder}/{uuid.uuid4().hex}.{extension}"
    with storage_room():
        Leftover.objects.create(name=name)
        try:
            saved = default_storage.save(name, content)
            assert saved == name
            _sync(name)
        except BaseException:
            drop(name)
            raise
    return name


def copy_object(source: str, *, tag: str, folder: str, extension: str, mime: str) -> str:
    """The same as `store` for what lies in the bucket already: no byte passes through here. Raises parts.Gone."""
    name = f"{folder}/{uuid.uuid4().hex}.{extension}"
    Leftover.objects.create(name=name)
    try:
        parts.copy(source, name, tag=tag, mime=mime)
    except BaseException:
        drop(name)
        raise
    return name


def keep(name: str) -> None:
    """Call this in the transaction that writes `name` into a row. Raises Lost."""
    if not Leftover.objects.filter(name=name).delete()[0]:
        raise Lost(name)


def drop(*names: str) -> None:
    """Delete the files once the surrounding transaction is committed. Housekeeping makes up for what fails then."""
    named = [name for name in names if name]
    Leftover.objects.bulk_create([Leftover(name=name) for name in named], ignore_conflicts=True)
    transaction.on_commit(partial(_delete, named), robust=True)


def clear_leftovers() -> int:
    """Delete the files that were left over when a process died; return how many."""
    old = Leftover.objects.filter(noted_at__lt=timezone.now() - LEFT_AFTER).values_list("name", flat=True)
    return _delete(old.order_by("pk")[:1000])


@contextmanager
def storage_room() -> Iterator[None]:
    """Turn a full disk into StorageFull, before the last free bytes are taken and when they are."""
    for place in {settings.DATA_DIR, settings.MEDIA_ROOT, settings.UPLOAD_DIR}:
        if Path(place).exists() and shutil.disk_usage(place).free < settings.MIN_FREE_BYTES:
            raise StorageFull
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFull from error
        raise


def is_full(error: BaseException) -> bool:
    """Whether the disk or a quota is exhausted."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def on_this_disk(stored: FieldFile) -> Iterator[Path]:
    """Give a path at which `stored` can be read until the block ends; a copy only where the storage has no paths."""
    try:
        path = Path(stored.path)
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(stored.name or "").suffix) as copy, stored.open("rb") as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
        return
    yield path


def _delete(names: Iterable[str]) -> int:
    deleted = []
    for name in names:
        try:
            default_storage.delete(name)
        except Exception as error:
            logger.exception("a file could not be deleted; it is tried again later")
            if s3.is_fault(error):
                break  # the others would only wait for the same
        else:
            deleted.append(name)
    for batch in range(0, len(deleted), 500):
        Leftover.objects.filter(name__in=deleted[batch : batch + 500]).delete()
    return len(deleted)


def _sync(name: str) -> None:
    """Have the file and its directories on the disk itself: what was acknowledged survives a power cut."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return  # a store of objects acknowledges nothing sooner
    for each in (path, *path.parents[:2]):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
