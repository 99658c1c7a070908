"""The password hash: its costs as OWASP states them, and how many run at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.module_loading import import_string

import opickme.settings as product
from accounts import hashers

Hasher = import_string(product.PASSWORD_HASHERS[0])
CALLS = 6


def test_its_costs_are_owasps():
    encoded = Hasher().encode("correct horse", Hasher().salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert Hasher().verify("correct horse", encoded)
    assert not Hasher().verify("correct hors", encoded)


def test_two_hashes_of_one_password_differ():
    assert Hasher().encode("correct horse", Hasher().salt()) != Hasher().encode("correct horse", Hasher().salt())


@pytest.mark.parametrize("work", ["encode", "verify"])
def test_only_so_many_run_at_once(monkeypatch, work):
    """Each pair of hashes waits for one another inside, so two do run at once; and never a third."""
    lanes = settings.PASSWORD_HASH_LANES
    pair, counter = threading.Barrier(lanes, timeout=30), threading.Lock()
    running, most, free_lane_inside = 0, 0, []
    real = getattr(Argon2PasswordHasher, work)

    def watched(self, *arguments):
        nonlocal running, most
        with counter:
            running += 1
            most = max(most, running)
        pair.wait()
        free_lane_inside.append(hashers._lanes.acquire(blocking=False))
        pair.wait()
        try:
            return real(self, *arguments)
        finally:
            with counter:
                running -= 1

    encoded = Hasher().encode("correct horse", "saltsaltsalt")
    monkeypatch.setattr(Argon2PasswordHasher, work, watched)
    other = {"encode": "saltsaltsalt", "verify": encoded}[work]
    with ThreadPoolExecutor(CALLS) as pool:
        results = list(pool.map(lambda _: getattr(Hasher(), work)("correct horse", other), range(CALLS)))
    assert results == [encoded if work == "encode" else True] * CALLS
    assert most == lanes == 2
    assert free_lane_inside == [False] * CALLS


def test_a_lane_is_free_again_after_an_error(monkeypatch):
    def broken(self, password, salt):
        raise MemoryError

    monkeypatch.setattr(Argon2PasswordHasher, "encode", broken)
    for _ in range(settings.PASSWORD_HASH_LANES + 1):
        with pytest.raises(MemoryError):
            Hasher().encode("correct horse", "saltsaltsalt")
