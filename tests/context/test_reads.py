"""Reading never writes: ten thousand anonymous reads of the context leave every table as it is."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import cycle, islice
from typing import Any

import pytest

from auth.errors import Refusal
from auth.sign_in.tokens import TokenKind, new
from auth.vocabulary import ErrorCode
from resolvers.application import RequestFacts
from resolvers.request.context import RequestContext
from tests.support.shop import Shop
from tests.support.shopping import nothing_written

BY_HTTP, BELOW = 1_000, 9_000  # by HTTP and GraphQL all of them would take a minute
AT_ONCE = 20
LOOK = {"query": "{ context { token customer { id } cart { lineItems { id } } } }"}
NO_KEY = ErrorCode.FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED
NO_CHANNEL = ErrorCode.FRAMEWORK__SALES_CHANNEL_NOT_FOUND

Caller = tuple[dict[str, str], ErrorCode | None]


@pytest.fixture
async def callers(shop: Shop) -> list[Caller]:
    """Without an access key, with one, and with unknown and ended tokens."""
    key = shop.visitor().headers
    bob = await shop.shopper("bob@example.com")
    over = bob.copy().headers
    await bob.run("storefront/customer-logout")
    return [
        (key, None),
        ({**key, "sw-context-token": new(TokenKind.CONTEXT).token}, None),
        ({**key, "sw-context-token": "no token at all"}, None),
        (over, None),
        ({}, NO_KEY),
        ({"sw-access-key": "SWSCUNKNOWN"}, NO_CHANNEL),
    ]


async def times(number: int, callers: list[Caller], look: Callable[..., Awaitable[Any]]) -> int:
    """Read so many times, some at once; how many answers were as expected."""
    waiting = islice(cycle(callers), number)

    async def some() -> int:
        return sum([await look(headers) == code for headers, code in waiting])

    return sum(await asyncio.gather(*(some() for _ in range(AT_ONCE))))


@pytest.mark.long
async def test_ten_thousand_anonymous_reads_write_nothing(
    shop: Shop, callers: list[Caller]
) -> None:
    async def by_http(headers: dict[str, str]) -> str | None:
        body = (await shop.http.post("/graphql", json=LOOK, headers=headers)).json()
        if "errors" in body:
            return str(body["errors"][0]["extensions"]["code"])
        context = body["data"]["context"]
        assert (context["customer"], context["cart"]["lineItems"]) == (None, [])
        return None

    async def below(headers: dict[str, str]) -> str | None:
        sent = headers.get("sw-access-key"), headers.get("sw-context-token")
        try:
            context = await RequestContext(shop.application, RequestFacts(*sent)).store()
        except Refusal as refusal:
            return refusal.code
        assert (context.customer, context.session_id, context.lines) == (None, None, ())
        return None

    async with nothing_written(shop):
        assert await times(BY_HTTP, callers, by_http) == BY_HTTP
        assert await times(BELOW, callers, below) == BELOW
