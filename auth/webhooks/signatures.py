"""Signing secrets, and the headers of a delivery (Standard Webhooks 1.0)."""

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from standardwebhooks import Webhook

PURPOSE: Final = "webhook"  # for which signing secrets are sealed
_LENGTH: Final = 32  # bytes; the specification asks for 24 to 64
_PREFIX: Final = "whsec_"


def new_secret() -> bytes:
    """A new random signing secret."""
    return secrets.token_bytes(_LENGTH)


def shown(secret: bytes) -> str:
    """The text of a secret that receivers configure."""
    return _PREFIX + base64.b64encode(secret).decode()


def headers(secret: bytes, *, message_id: str, body: str, now: datetime) -> Mapping[str, str]:
    """The headers that name and sign a body. Each attempt is signed anew, with its time."""
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, body),
    }
