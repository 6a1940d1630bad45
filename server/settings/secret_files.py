"""Reads secrets from files, which no process list and no crash dump shows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

SECRETS: Final = ("AUDIT_KEY", "AUDIT_READ_TOKEN", "DATABASE_URL", "METRICS_TOKEN", "SECRET")
SUFFIX: Final = "_FILE"
CLIENT_SECRET: Final = "_CLIENT_SECRET"  # noqa: S105 - ends the variable of a provider
LARGEST: Final = 65_536  # bytes


class UnreadableSecret(ValueError):
    """A file of a secret cannot be used. The text never contains the secret."""


def names_among(of_providers: Iterable[str]) -> Sequence[str]:
    """The settings that files can hold, with those of the variables of providers."""
    return *SECRETS, *sorted(name for name in of_providers if name.endswith(CLIENT_SECRET))


def files(
    environment: Mapping[str, str], *, prefix: str, names: Sequence[str] = SECRETS
) -> Mapping[str, Path]:
    """The path of each file by its setting; a variable that is empty counts as not set."""
    named = {name: environment.get(f"{prefix}{name}{SUFFIX}") for name in names}
    return {name: Path(path) for name, path in named.items() if path}


def read(
    environment: Mapping[str, str], *, prefix: str, names: Sequence[str] = SECRETS
) -> Mapping[str, str]:
    """The content of each file by its setting in lower case, without blanks around it.

    Raises UnreadableSecret.
    """
    found = files(environment, prefix=prefix, names=names)
    for name in found:
        if environment.get(prefix + name):
            message = f"{prefix}{name} and {prefix}{name}{SUFFIX} are both set: set one of them."
            raise UnreadableSecret(message)
    return {name.lower(): _content(prefix + name + SUFFIX, path) for name, path in found.items()}


def _content(variable: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableSecret(f"{variable}: {path} cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST:
        raise UnreadableSecret(f"{variable}: {path} has more than {LARGEST} bytes.")
    try:
        text = content.decode().strip()
    except UnicodeDecodeError:
        raise UnreadableSecret(f"{variable}: {path} is not UTF-8 text.") from None
    if not text:
        raise UnreadableSecret(f"{variable}: {path} is empty.")
    return text
