"""Asks for approvals, gives them and uses them."""

from typing import Any

from tests.support.clients import Agent, Answer, Client
from tests.support.shop import Shop

ASK = "admin/request-imitation"
APPROVE = "admin/approve-imitation"
REFUSE = "admin/refuse-imitation"
LIST = "admin/imitation-requests"
GENERATE = "admin/generate-imitate-customer-token"
REASON = "The cart looks empty to bob"
REFUSED = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
MISSING = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
CHANGED = "CONTENT__ENTITY_CHANGED"
NEEDED = ["APPROVAL_NEEDED"]


async def ask(
    shop: Shop, agent: Agent, name: str = "bob", channel: str = "Storefront", **others: Any
) -> Answer:
    """RequestImitation with the reason."""
    wanted = {"reason": REASON, **others}
    return await agent.run(
        ASK, customerId=shop.customer(name), salesChannelId=shop.channel(channel), **wanted
    )


async def asked(shop: Shop, agent: Agent, name: str = "bob", **others: Any) -> str:
    """The id of a new request."""
    return str((await ask(shop, agent, name, **others)).data["id"])


async def approved(shop: Shop, agent: Agent, approver: Agent, name: str = "bob") -> str:
    """The id of a new request that was approved."""
    request = await asked(shop, agent, name)
    assert (await approver.run(APPROVE, requestId=request)).data["state"] == "APPROVED"
    return request


async def generate(
    shop: Shop, agent: Agent, name: str = "bob", channel: str = "Storefront", **others: Any
) -> Answer:
    """GenerateImitateCustomerToken."""
    return await agent.run(
        GENERATE, customerId=shop.customer(name), salesChannelId=shop.channel(channel), **others
    )


async def need(shop: Shop, admin: Client, name: str = "bob", *, needed: bool = True) -> None:
    """Let the customer need approvals, or no longer."""
    values = {"id": shop.customer(name), "input": {"needsApproval": needed}}
    assert (await admin.run("admin/update-customer", **values)).data["needsApproval"] is needed
