"""Refuses keys that are too short or that can be read in public documentation."""

from collections.abc import Sequence
from typing import Final

from pydantic import SecretStr

SHORTEST: Final = 32  # characters
DEVELOPMENT: Final = "development-only-not-a-secret-at-all"
EXAMPLES: Final = (
    DEVELOPMENT, "changeme", "change-me", "change_me", "example", "placeholder",
    "your-secret", "replace-me", "imitate-demo",
)  # fmt: skip


def check(keys: Sequence[bytes]) -> None:
    """Raise ValueError where a key must not be used in production."""
    if any(len(key) < SHORTEST for key in keys):
        raise ValueError(f"IMITATE_SECRET must have {SHORTEST} characters or more")
    if any(is_example(key) for key in keys):
        raise ValueError("IMITATE_SECRET must not be an example that everybody can read")


def is_example(key: bytes) -> bool:
    """Whether the key is one that stands in documentation, or contains one."""
    text = key.decode().lower()
    return any(example in text for example in EXAMPLES)


def check_token(token: SecretStr | None) -> SecretStr | None:
    """The same token; raises ValueError where no client can send it in a header."""
    text = token.get_secret_value() if token else ""
    if not (text.isascii() and text.isprintable() and text == text.strip()):
        raise ValueError("must be ASCII on one line, without blanks around it")
    return token
