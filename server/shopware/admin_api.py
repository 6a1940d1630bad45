"""The handlers of `/api`: a user of the admin makes a token to log in as a customer."""

from collections.abc import Mapping
from typing import Any

from server.shopware import sent
from server.shopware.call import Call


async def generate(call: Call) -> Mapping[str, Any]:
    """`POST /api/_proxy/generate-imitate-customer-token`; Shopware knows no reason and no code."""
    made = await call.run(
        "admin",
        "generate-imitate-customer-token",
        customerId=sent.text(call.body, "customerId"),
        salesChannelId=sent.text(call.body, "salesChannelId"),
        reason=sent.optional_text(call.body, "reason"),
        reasonCategory=sent.optional_text(call.body, "reasonCategory"),
        supportCode=sent.optional_text(call.body, "supportCode"),
    )
    return {"token": made["token"]}
