"""Seals audit events into a chain: HMAC-SHA-256 (RFC 2104) over canonical JSON."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Final

GENESIS: Final = "0" * 64


def seal(*, key: bytes, previous: str, position: int, facts: Mapping[str, object]) -> str:
    """The hash of the event at `position`, in hex. It covers all facts and all earlier events."""
    return _mac(key, {"position": position, "previous": previous, **facts})


def is_sealed(
    stored: str, *, keys: Sequence[bytes], previous: str, position: int, facts: Mapping[str, object]
) -> bool:
    """Whether the stored hash was made with one of the keys."""
    return any(
        hmac.compare_digest(
            stored, seal(key=key, previous=previous, position=position, facts=facts)
        )
        for key in keys
    )


def sign_anchor(*, key: bytes, position: int, event_id: int, head: str) -> str:
    """The signature of the chain's end, in hex. Its text differs from that of every seal."""
    return _mac(key, {"anchor": position, "event_id": event_id, "head": head})


def is_anchor(
    signature: str, *, keys: Sequence[bytes], position: int, event_id: int, head: str
) -> bool:
    """Whether the signature was made with one of the keys."""
    return any(
        hmac.compare_digest(
            signature, sign_anchor(key=key, position=position, event_id=event_id, head=head)
        )
        for key in keys
    )


def name_of(key: bytes) -> str:
    """A name that tells keys apart without telling a key: 8 hex characters."""
    return hmac.new(key, b"name of the key", hashlib.sha256).hexdigest()[:8]


def _mac(key: bytes, values: Mapping[str, object]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
