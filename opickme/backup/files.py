"""The files that rows name: copied out, copied back, and looked for."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import FileField

from opickme import s3

AT_ONCE = 8
GONE = ("NoSuchKey", "404")
BATCH = 1000


def named() -> Iterator[str]:
    """The name of every file that a row names."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                rows = model._default_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                for name in rows.order_by("pk").values_list(field.name, flat=True).iterator(chunk_size=BATCH):
                    yield str(name)


def save(folder: Path, copied: Path) -> tuple[int, int]:
    """Copy what is not in `folder` yet, and write the names of all that are there now to the gzipped list `copied`;
    return how many they are, and how many were gone.

    A name is never given twice and a file is never changed: what is there is not looked at again.
    """
    there, gone = 0, 0
    with gzip.open(copied, "wt") as names:
        for name, found in _each(lambda name: _copy_out(name, folder / name)):
            there, gone = there + found, gone + (not found)
            if found:
                names.write(f"{name}\n")
    return there, gone


def of_list(copied: Path, names: list[str]) -> list[str]:
    """Those of `names` that stand in the list that `save` wrote."""
    wanted = set(names)
    with gzip.open(copied, "rt") as lines:
        return sorted(name for line in lines if (name := line.rstrip("\n")) in wanted)


def load(folder: Path) -> tuple[int, list[str]]:
    """Copy back what the storage does not have; return how many it has, and the names of what is missing."""
    return _counted(_each(lambda name: _copy_back(name, folder / name)))


def look() -> tuple[int, list[str]]:
    """Return how many of the named files the storage has, and the names of what is missing."""
    return _counted(_each(default_storage.exists))


def prune(folder: Path) -> int:
    """Delete from `folder` what no row names any more, as its owner wanted; return how many."""
    wanted = set(named())
    gone = [path for path in folder.rglob("*") if path.is_file() and str(path.relative_to(folder)) not in wanted]
    for path in gone:
        path.unlink()
    return len(gone)


def _each(act: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Give each name with what `act` said of it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        names = named()
        while batch := list(_first(names, BATCH)):
            yield from zip(batch, pool.map(act, batch), strict=True)


def _counted(found: Iterable[tuple[str, bool]]) -> tuple[int, list[str]]:
    there, missing = 0, []
    for name, is_there in found:
        there += is_there
        if not is_there:
            missing.append(name)
    return there, missing


def _first(names: Iterator[str], count: int) -> Iterator[str]:
    for _, name in zip(range(count), names, strict=False):
        yield name


def _copy_out(name: str, path: Path) -> bool:
    if path.exists():
        return True
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        part = path.with_name(f"{path.name}.part")
        with default_storage.open(name) as source, part.open("wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
    except Exception as error:
        part.unlink(missing_ok=True)
        if isinstance(error, FileNotFoundError) or s3.code_of(error) in GONE:
            return False  # its owner has deleted it meanwhile
        raise
    part.replace(path)
    return True


def _copy_back(name: str, path: Path) -> bool:
    if default_storage.exists(name):
        return True
    try:
        with path.open("rb") as source:
            saved = default_storage.save(name, File(source))
    except FileNotFoundError:
        return False
    assert saved == name, f"{name} was stored as {saved}"
    return True
