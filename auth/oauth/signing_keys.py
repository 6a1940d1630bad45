"""When a key for JWTs signs, and until when it verifies."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from auth.oauth.jwts import ALGORITHM, LONGEST

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

CURVE: Final = "P-256"
CACHED: Final = timedelta(minutes=1)  # how long services may keep the list of keys
AHEAD: Final = 2 * CACHED  # a key is published so long before it signs
SKEW: Final = timedelta(minutes=1)  # between the clocks of services


class Times(NamedTuple):
    """From when a key signs, and until when what it signed is verified; None: no end yet."""

    signs_from: datetime
    verifies_until: datetime | None

    def verifies(self, now: datetime) -> bool:
        """Whether the key is published. One that does not sign yet is."""
        return self.verifies_until is None or now < self.verifies_until

    def signs(self, now: datetime) -> bool:
        """Whether the key may sign; of several the newest does."""
        return self.signs_from <= now and self.verifies(now)


def begin(now: datetime, *, at_once: bool) -> datetime:
    """From when a new key signs: services learn of it before, unless that cannot wait."""
    return now if at_once else now + AHEAD


def end_of_others(signs_from: datetime, now: datetime, *, at_once: bool) -> datetime:
    """Until when the keys before it verify: until the last token that they signed is over."""
    return now if at_once else signs_from + LONGEST + SKEW


def load() -> None:
    """Load joserfc, before the other functions here are called on the event loop."""
    import_module("joserfc.jwt")


def new_key() -> "ECKey":
    """A key whose `kid` is its thumbprint (RFC 7638)."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - see auth/oauth/jwts.py

    return named(ECKey.generate_key(CURVE))


def key_of(stored: bytes) -> "ECKey":
    """The key of what `stored_form` has made."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - see auth/oauth/jwts.py

    return named(ECKey.import_key(stored))


def named(key: "ECKey") -> "ECKey":
    """The same key, with what the published list says of it."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - see auth/oauth/jwts.py

    parameters = {"kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}
    return ECKey.import_key({**key.as_dict(private=True), **parameters})


def stored_form(key: "ECKey") -> bytes:
    """The private key as text, to be sealed."""
    return key.as_pem(private=True)
