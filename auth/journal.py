"""How are audit events bound into one chain? HMAC-SHA-256 over canonical JSON, RFC 2104."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Final

GENESIS: Final = "0" * 64


def seal(*, key: bytes, previous: str, position: int, facts: Mapping[str, object]) -> str:
    """The hash of the event at `position`, as hex; it covers every fact and all events before."""
    text = json.dumps(
        {"position": position, "previous": previous, **facts},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_sealed(
    stored: str, *, keys: Sequence[bytes], previous: str, position: int, facts: Mapping[str, object]
) -> bool:
    """Whether one of the keys (the first signs, all verify) made the stored hash."""
    return any(
        hmac.compare_digest(
            stored, seal(key=key, previous=previous, position=position, facts=facts)
        )
        for key in keys
    )
