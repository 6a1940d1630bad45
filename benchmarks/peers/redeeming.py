"""Redeems a token in one statement, as a handler without rules could."""

import asyncio
import hashlib
import secrets
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from benchmarks.peers.looking_up import Prepared, connections

STATEMENT = """
WITH redeemed AS (
    UPDATE imitations
    SET started_at = now(), last_used_at = now(), expires_at = now() + interval '1 day'
    WHERE token_hash = $1 AND started_at IS NULL AND ended_at IS NULL AND token_expires_at > now()
        AND sales_channel_id = (SELECT id FROM sales_channels WHERE access_key = $2)
    RETURNING *
), session AS (
    INSERT INTO contexts (
        id, token_hash, sales_channel_id, customer_id, imitation_id, language, currency,
        created_at, expires_at
    )
    SELECT $3, $4, sales_channel_id, customer_id, id, 'en-GB', 'EUR', started_at, expires_at
    FROM redeemed
)
INSERT INTO audit_events (
    at, action, imitation_id, user_id, username, customer_id, customer_number, sales_channel_id
)
SELECT
    started_at, 'imitation.redeemed', id, user_id, user_username, customer_id, customer_number,
    sales_channel_id
FROM redeemed RETURNING id
"""


class Redeemer:
    """One statement for each redemption; those that find no connection free wait in line."""

    def __init__(self, prepared: Sequence[Prepared]) -> None:
        self._free: asyncio.Queue[Prepared] = asyncio.Queue()
        for each in prepared:
            self._free.put_nowait(each)

    async def redeem(self, access_key: str, token: str) -> str:
        """The session's token; raises LookupError where the one-time token is not good."""
        begun = f"imc_{secrets.token_urlsafe(32)}"
        prepared = await self._free.get()
        try:
            done = await prepared.fetch(
                hashlib.sha256(token.encode()).digest(),
                access_key,
                uuid.uuid4().hex,
                hashlib.sha256(begun.encode()).digest(),
            )
        finally:
            self._free.put_nowait(prepared)
        if not done:
            raise LookupError
        return begun


@asynccontextmanager
async def redeemer() -> AsyncIterator[Redeemer]:
    """Redemptions on connections of their own."""
    async with connections() as opened:
        yield Redeemer([await each.prepare(STATEMENT) for each in opened])
