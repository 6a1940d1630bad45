"""The keys that sign the audit log: as set, or in development made at the first start."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from auth.transparency.keys import SigningKey
from auth.transparency.parsing import Malformed
from server.settings.explained import UnusableSettings
from server.settings.settings import Settings
from server.settings.values.audit_key_lines import content_of, keys_of

ELSEWHERE: Final = Path("var/imitate.audit-key")  # where the database is no file

AT_MOST: Final = 0o640  # nobody else reads a key, and no group changes it


def read_or_make(settings: Settings) -> tuple[SigningKey, ...]:
    """The keys, newest first; none in production where none is set. Raises UnusableSettings."""
    file, database = made_file(settings), settings.sqlite_file
    # `migrate` makes the folder, with the database
    has_folder = database is None or database.parent.exists()
    if file is not None and has_folder and not file.exists():
        _store_new(file, content_of([SigningKey.generate(origin_of_log(settings))]))
    return read(settings)


def read(settings: Settings) -> tuple[SigningKey, ...]:
    """The keys that are there, newest first. Raises UnusableSettings."""
    if settings.audit_key is not None:
        return keys_of(settings.audit_key.get_secret_value())
    file = made_file(settings)
    return _keys_in(file) if file is not None and file.exists() else ()


def read_or_refuse(settings: Settings) -> tuple[SigningKey, ...]:
    """The keys of an audit log that is only looked at: in development UnusableSettings without.

    A key made beside the copy of a database would sign nothing that is there.
    """
    file, database = made_file(settings), settings.sqlite_file
    if file is not None and not file.exists() and (database is None or database.exists()):
        text = f"There is no {file}: IMITATE_AUDIT_KEY_FILE names the keys of this audit log."
        raise UnusableSettings(text)
    return read(settings)


def made_file(settings: Settings) -> Path | None:
    """The file in which development keeps a key where none is set; None in production."""
    if settings.is_production or settings.audit_key is not None:
        return None
    database = settings.sqlite_file
    return ELSEWHERE if database is None else database.with_name(f"{database.name}.audit-key")


def add_key(file: Path, settings: Settings) -> SigningKey:
    """A new key in front of those in the file, under their name; the file is replaced at once.

    A file that holds anything else is left as it is, with UnusableSettings.
    """
    there = _keys_in(file) if file.exists() else ()
    key = SigningKey.generate(there[0].name if there else origin_of_log(settings))
    written = _write(file, content_of([key, *there]))
    try:
        if there:
            _let_same_read(written, file.stat())
        written.replace(file)
    except OSError:
        written.unlink()
        raise
    return key


def _let_same_read(written: Path, before: os.stat_result) -> None:
    """Give it the owner and mode of before: the server may be another user than who rotates."""
    os.chown(written, before.st_uid, before.st_gid)
    written.chmod(stat.S_IMODE(before.st_mode) & AT_MOST)


def origin_of_log(settings: Settings) -> str:
    """The name of the log and of its keys: its address without the scheme."""
    return f"{urlsplit(settings.public_url).netloc}/audit"


def _keys_in(file: Path) -> tuple[SigningKey, ...]:
    try:
        keys = keys_of(file.read_text(encoding="ascii"))
    except (Malformed, UnicodeDecodeError):  # whose texts may quote a key
        keys = ()
    if not keys:
        text = f"{file} must hold lines that `imitate audit new-key` has written, and nothing else."
        raise UnusableSettings(text)
    return keys


def _store_new(file: Path, content: str) -> None:
    """Store the first keys; of two processes at once one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = _write(file, content)
    try:
        os.link(written, file)
    except FileExistsError:
        pass
    finally:
        written.unlink()


def _write(file: Path, content: str) -> Path:
    """A file beside it that only its owner can read from the first moment on."""
    written = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(descriptor)  # a power failure would leave an empty file where keys were
    return written
