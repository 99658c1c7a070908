"""The project's settings in a directory that is thrown away, and a site running in it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def folder() -> Path:
    """A directory for one benchmark, removed at the end."""
    path = Path(tempfile.mkdtemp(prefix="opickme-bench-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def setup() -> None:
    """Load Django once, on an empty SQLite database."""
    if "DATA_DIR" not in os.environ:
        os.environ["DATA_DIR"] = str(folder())
        os.environ["ENV_FILE"] = os.devnull
        os.environ["SECRET_KEY"] = "only-for-benchmarks-" + "b" * 40
        os.environ["DJANGO_SETTINGS_MODULE"] = "opickme.settings"
    import django

    django.setup()
