"""Checks the secrets of the settings: how hard they are to guess, and who can use their files."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from server.examination.findings import Finding, Verdict, unsafe
from server.examination.strength import bits_of
from server.settings import secret_files
from server.settings.audit_keys import made_file
from server.settings.checks import Check
from server.settings.secret_keys import is_example
from server.settings.settings import PREFIX, Settings
from server.settings.sign_in.provider_settings import variables
from server.settings.values import audit_key_lines

# Estimated bits. A random key of 32 hex characters has about 110.
GUESSED: Final = 48
DOUBTFUL: Final = 72
ADVICE: Final = "take random ones, `openssl rand -hex 32`"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
CHANGED_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def examine_secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The findings about secrets; no text holds one."""
    yield _guesses(settings)
    yield _audit_key(settings, environment)
    yield from _secret_files(settings, environment)


def _guesses(settings: Settings) -> Finding:
    if any(is_example(key) for key in settings.secrets):
        text = "an example: set IMITATE_SECRET to random text"
        return Finding(Check.SECRET, unsafe(settings), text)
    bits = {name: min(map(bits_of, given)) for name, given in _given(settings).items()}
    weakest = min(bits, key=lambda name: bits[name])
    if bits[weakest] < DOUBTFUL:
        verdict = Verdict.WARNING if bits[weakest] >= GUESSED else unsafe(settings)
        text = f"{weakest} is made of repetitions, rows or words, about {bits[weakest]:.0f} bits"
        return Finding(Check.SECRET, verdict, f"{text}: {ADVICE}")
    text = f"{len(settings.secrets)} given; the first signs, all verify"
    return Finding(Check.SECRET, Verdict.OK, text)


def _given(settings: Settings) -> Mapping[str, list[str]]:
    """The secrets by their variables."""
    tokens = {
        "METRICS_TOKEN": settings.metrics_token,
        "AUDIT_READ_TOKEN": settings.audit_read_token,
    }
    return {f"{PREFIX}SECRET": [key.decode() for key in settings.secrets]} | {
        f"{PREFIX}{name}": [token.get_secret_value()] for name, token in tokens.items() if token
    }


def _audit_key(settings: Settings, environment: Mapping[str, str]) -> Finding:
    file = secret_files.files(environment, prefix=PREFIX).get("AUDIT_KEY") or made_file(settings)
    if file is not None and (text := _used_by_others(file)):
        return Finding(Check.AUDIT_KEY, unsafe(settings), text)
    if settings.audit_key is not None:
        keys = audit_key_lines.keys_of(settings.audit_key.get_secret_value())
        text = f"{len(keys)} given, of {keys[0].name}; each signs the audit log"
    elif file is None:
        text = "none: make one by `imitate audit new-key FILE` and set AUDIT_KEY_FILE"
        return Finding(Check.AUDIT_KEY, Verdict.FAILED, text)
    elif not file.exists():
        text = f"the first start in development makes {file}; that of a copy is AUDIT_KEY_FILE"
    else:
        text = f"made in development: {file}"
    return Finding(Check.AUDIT_KEY, Verdict.OK, text)


def _used_by_others(file: Path) -> str:
    """Others who can change the file replace the key, and who can read it forge the audit log."""
    if (mode := _mode_of(file)) is None:
        return ""
    if mode & CHANGED_BY_OTHERS or _is_replaceable(file):
        return f"others can change {file}: chmod 600 it, and 700 its folder"
    if mode & stat.S_IROTH:
        return f"everybody can read {file}: chmod 600 it, or 640 where a mount needs that"
    return ""


def _mode_of(file: Path) -> int | None:
    """None where it is gone, which it may be while a server runs."""
    try:
        return file.stat().st_mode
    except OSError:
        return None


def _is_replaceable(file: Path) -> bool:
    """Whether others can put another file in its place; in a sticky folder only its owner can."""
    mode = file.parent.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def _secret_files(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    of_providers = variables(tuple(provider.name for provider in settings.providers))
    names = secret_files.names_among(of_providers)
    for name, path in secret_files.files(environment, prefix=PREFIX, names=names).items():
        variable = f"{PREFIX}{name}{secret_files.SUFFIX}"
        if (mode := _mode_of(path)) is None:
            text = f"{variable}: {path} is away: the next start fails without it"
            yield Finding(Check.SECRET_FILES, Verdict.WARNING, text)
        elif mode & OTHERS:
            text = f"{variable}: others can use {path}: chmod 600 it, where mounts allow that"
            yield Finding(Check.SECRET_FILES, Verdict.WARNING, text)
        else:
            text = f"{variable}: only its owner can read it"
            yield Finding(Check.SECRET_FILES, Verdict.OK, text)
