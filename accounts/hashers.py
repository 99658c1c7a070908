"""Password hashing that a storm of log-ins cannot turn into an outage."""

import threading

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

_lanes = threading.BoundedSemaphore(settings.PASSWORD_HASH_LANES)


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's smaller parameters, at most PASSWORD_HASH_LANES at once in a process.

    m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet). Django's own parameters take 100 MB a hash:
    eight log-ins at once then hold most of a gigabyte.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _lanes:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _lanes:
            return super().verify(password, encoded)
