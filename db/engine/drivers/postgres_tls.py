"""What an address says about TLS: libpq's words, checked at the start instead of at each try."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

WORDS: Final = (
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcrl",
    "sslnegotiation",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
)
UNVERIFIED: Final = ("disable", "allow", "prefer")  # may also be without TLS
MODES: Final = (*UNVERIFIED, "require", "verify-ca", "verify-full")
VERSIONS: Final = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
SYSTEM: Final = "system"  # as sslrootcert: the authorities that the operating system trusts
ONE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "sslmode": MODES,
    "sslnegotiation": ("postgres", "direct"),
    "ssl_min_protocol_version": VERSIONS,
    "ssl_max_protocol_version": VERSIONS,
}


def check(words: Mapping[str, str]) -> None:
    """Raise ValueError where libpq, or this program, cannot do what the words ask for."""
    for word, values in ONE_OF.items():
        if words.get(word, values[0]) not in values:
            raise ValueError(f"{word} must be one of {', '.join(values)}")
    mode, root = mode_of(words), words.get("sslrootcert")
    if mode is not None and mode.startswith("verify") and not root:
        raise ValueError(f"sslmode={mode} needs sslrootcert: a file, or {SYSTEM}")
    if root == SYSTEM and mode != "verify-full":
        raise ValueError(f"sslrootcert={SYSTEM} needs sslmode=verify-full")
    if words.get("sslnegotiation") == "direct" and (mode is None or mode in UNVERIFIED):
        raise ValueError("sslnegotiation=direct needs sslmode=require or one that verifies")


def mode_of(words: Mapping[str, str]) -> str | None:
    """How TLS is asked for; None where nothing is said, which is `prefer` or PGSSLMODE."""
    return words.get("sslmode", "verify-full" if words.get("sslrootcert") == SYSTEM else None)


def check_files(words: Mapping[str, str]) -> None:
    """Raise ValueError where a file of certificates or keys cannot be used, naming its word."""
    _loaded(words)


def arguments(words: Mapping[str, str]) -> dict[str, Any]:
    """What asyncpg.connect is told; it reads libpq's words in a DSN, and no `system`."""
    if words.get("sslrootcert") != SYSTEM:
        return {"dsn": f"postgresql://?{urlencode(words)}"} if words else {}
    context = _loaded(words)
    context.set_alpn_protocols(["postgresql"])  # PostgreSQL 17 wants it for `direct`
    for word, side in (("min", "minimum_version"), ("max", "maximum_version")):
        if version := words.get(f"ssl_{word}_protocol_version"):
            setattr(context, side, ssl.TLSVersion[version.replace(".", "_")])
    return {"ssl": context, "direct_tls": words.get("sslnegotiation") == "direct"}


def _loaded(words: Mapping[str, str]) -> ssl.SSLContext:
    """A context that verifies certificates and names, with the files of the words."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with _naming("sslrootcert"):
        root = words.get("sslrootcert")
        if root == SYSTEM:
            context.load_default_certs()
        elif root:
            context.load_verify_locations(root)
    with _naming("sslcrl"):
        if revoked := words.get("sslcrl"):
            context.load_verify_locations(revoked)
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    with _naming("sslcert"):
        if certificate := words.get("sslcert"):
            password = words.get("sslpassword", "")
            context.load_cert_chain(certificate, words.get("sslkey"), password)
    return context


@contextmanager
def _naming(word: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise ValueError(f"{word}: the file cannot be used ({error.reason})") from None
    except OSError as error:
        raise ValueError(f"{word}: {error.strerror}") from None
