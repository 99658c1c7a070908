"""Settings of the tests: the product's own, in a directory that is thrown away.

The environment is set before the product's settings are read: pytest-django loads them before any conftest.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_directory = tempfile.mkdtemp(prefix="opickme-tests-")
atexit.register(shutil.rmtree, _directory, ignore_errors=True)
os.environ["DATA_DIR"] = _directory
os.environ["ENV_FILE"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "t" * 60)

from opickme.settings import *  # noqa: E402, F403
from opickme.settings import DATA_DIR, DATABASES, MEDIA_ROOT, STATIC_ROOT, STORAGES, UPLOAD_DIR  # noqa: E402

for _path in (MEDIA_ROOT, STATIC_ROOT, UPLOAD_DIR):
    Path(_path).mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads share it. Nothing here has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["TEST"] = {"CHARSET": "utf8mb4"}  # MariaDB's own default is latin1

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2Hasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
