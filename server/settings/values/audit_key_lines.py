"""The lines of a key file: one private key of the audit log on each, the newest first."""

from collections.abc import Sequence

from pydantic import SecretStr

from auth.transparency.keys import SigningKey
from auth.transparency.parsing import Malformed


def keys_of(content: str) -> tuple[SigningKey, ...]:
    """The keys in the order of their lines; raises Malformed."""
    return tuple(SigningKey.parse(line) for line in content.split())


def content_of(keys: Sequence[SigningKey]) -> str:
    """What `keys_of` reads."""
    return "".join(f"{key.secret_text()}\n" for key in keys)


def check(given: SecretStr | None) -> SecretStr | None:
    """Raise ValueError for a text without keys."""
    if given is not None:
        try:
            keys = keys_of(given.get_secret_value())
        except Malformed:
            keys = ()
        if not keys:
            raise ValueError("must hold lines that `imitate audit new-key` has written")
    return given
