"""The real argon2 hasher, which counts its calls or takes as long as a test says."""

import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the hasher's computations, one an entry, as they happen."""
    calls: list[str] = []
    verify, hash_ = PasswordHasher.verify, PasswordHasher.hash

    def counting_verify(self: PasswordHasher, stored: str | bytes, password: str) -> bool:
        calls.append("verify")
        return verify(self, stored, password)

    def counting_hash(self: PasswordHasher, password: str) -> str:
        calls.append("hash")
        return hash_(self, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting_verify)
    monkeypatch.setattr(PasswordHasher, "hash", counting_hash)
    return calls


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No password is verified before this is set."""
    go_on = threading.Event()
    verify = PasswordHasher.verify

    def waiting(self: PasswordHasher, stored: str | bytes, password: str) -> bool:
        assert go_on.wait(timeout=60)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", waiting)
    yield go_on
    go_on.set()
