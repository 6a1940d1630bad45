"""The address of a PostgreSQL database, read from a connection URI as libpq reads it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from db.engine.drivers import postgres_hosts, postgres_tls
from db.engine.drivers.postgres_hosts import Host

SCHEMES: Final = ("postgresql", "postgres", "postgresql+asyncpg")
SHAPE: Final = re.compile(
    r"[^:]+://(?P<authority>[^/?]*)(?:/(?P<dbname>[^?]*))?(?:\?(?P<query>.*))?", re.DOTALL
)
ENCODED: Final = re.compile(r"(?:[^%]|%(?!00)[0-9A-Fa-f]{2})*", re.DOTALL)
WORD: Final = re.compile(r"[A-Za-z_]{1,40}")
CONNECT_TIMEOUT: Final = 2  # seconds for each host; a server that does not answer is away
ACCOUNT: Final = "in a user or a password, write @ as %40, / as %2F, ? as %3F and % as %25"
SETTINGS: Final = ("application_name", "options")  # the server gets them as they are
OWN: Final = ("user", "password", "passfile", "dbname", "connect_timeout", "target_session_attrs")
# Values that ask for what happens here in any case: asyncpg binds no channel and has no GSS.
AS_HERE: Final[Mapping[str, tuple[str, ...]]] = {
    "channel_binding": ("disable", "prefer"),
    "gssencmode": ("disable", "prefer"),
    "load_balance_hosts": ("disable",),
}
KNOWN: Final = frozenset({*OWN, *SETTINGS, *postgres_tls.WORDS})


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where the database is, and how connections to it are opened."""

    hosts: tuple[Host, ...]
    words: Mapping[str, str] = field(repr=False)  # one of them is the password

    @property
    def connect_timeout(self) -> int:
        """The seconds that each host has to answer."""
        return int(self.words.get("connect_timeout", CONNECT_TIMEOUT))

    @property
    def needs_writer(self) -> bool:
        """Whether a host that takes no writes is passed over."""
        return self.words.get("target_session_attrs", "any") != "any"

    @property
    def tls(self) -> Mapping[str, str]:
        """The words about TLS."""
        return {word: self.words[word] for word in postgres_tls.WORDS if word in self.words}

    @property
    def settings(self) -> Mapping[str, str]:
        """What is sent to the server at the start of a connection."""
        return {word: self.words[word] for word in SETTINGS if word in self.words}

    @property
    def shown(self) -> str:
        """The URI with the hosts and the database alone."""
        return f"postgresql://{postgres_hosts.shown(self.hosts)}/{self.words.get('dbname', '')}"


def parse(uri: str) -> PostgresAddress:
    """The address; raises ValueError, whose text names the word and holds no value of it.

    What libpq understands and this program does not is refused: nothing is silently left out.
    """
    shape = SHAPE.fullmatch(uri)
    if shape is None or uri.partition(":")[0] not in SCHEMES:
        raise ValueError("must look like postgresql://user:password@host/name")
    account, _, authority = shape["authority"].rpartition("@")
    dbname, query = shape["dbname"] or "", shape["query"] or ""
    if "@" in account or (not account and "@" in dbname + query):
        raise ValueError(ACCOUNT)
    words = _once([*_account(account), ("dbname", dbname), *_query(query)])
    hosts = postgres_hosts.parse(
        [_decoded("host", one) for one in authority.split(",")],
        names=words.pop("host", ""),
        ports=words.pop("port", ""),
    )
    return PostgresAddress(hosts, _checked(words))


def _account(account: str) -> Iterator[tuple[str, str]]:
    user, _, password = account.partition(":")
    yield "user", user
    yield "password", password


def _query(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&") if query else ():
        word, equals, value = pair.partition("=")
        if not equals or not WORD.fullmatch(word):
            raise ValueError("what follows the ? must be word=value&word=value")
        is_jdbc = (word, value) == ("ssl", "true")  # which libpq reads as well
        yield ("sslmode", "require") if is_jdbc else (word, value)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The words that have a value. Of two values libpq takes the last: one of them is an error."""
    words: dict[str, str] = {}
    for word, value in pairs:
        if value and word in words:
            raise ValueError(f"{word} stands twice")
        if value:
            words[word] = _decoded(word, value)
    return words


def _decoded(word: str, value: str) -> str:
    if not ENCODED.fullmatch(value):
        raise ValueError(f"{word}: write % as %25")
    try:
        return unquote(value, errors="strict")  # a + is a +, as in libpq
    except UnicodeDecodeError:  # whose text would quote the value
        raise ValueError(f"{word} must be UTF-8") from None


def _checked(words: Mapping[str, str]) -> Mapping[str, str]:
    for word, value in words.items():
        if value in AS_HERE.get(word, ()):
            continue
        if word not in KNOWN:
            raise ValueError(f"{word}{'=' + value if word in AS_HERE else ''} is not supported")
    if not re.fullmatch(r"[1-9][0-9]{0,4}", words.get("connect_timeout", "1")):
        raise ValueError("connect_timeout must be whole seconds, 1 or more")
    if words.get("target_session_attrs", "any") not in {"any", "primary", "read-write"}:
        raise ValueError("target_session_attrs must be read-write, primary or any: this one writes")
    postgres_tls.check(words)
    return {word: value for word, value in words.items() if word in KNOWN}
