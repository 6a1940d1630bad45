"""The handlers of `/store-api`: a customer's session and their cart."""

from collections.abc import Mapping
from typing import Any, Final

from server.shopware import bodies, sent
from server.shopware.call import Call

ROOM: Final = "storefront"
Body = Mapping[str, Any]


async def show_context(call: Call) -> Body:
    """`GET /store-api/context`."""
    return bodies.context(await call.run(ROOM, "context"))


async def log_in(call: Call) -> Body:
    """`POST /store-api/account/login`."""
    email, password = sent.text(call.body, "username"), sent.text(call.body, "password")
    await call.run(ROOM, "customer-login", email=email, password=password)
    return bodies.DONE


async def imitate(call: Call) -> Body:
    """`POST /store-api/account/login/imitate-customer`; newer clients send the token alone."""
    await call.run(
        ROOM,
        "imitate-customer-login",
        token=sent.text(call.body, "token"),
        customerId=sent.optional_text(call.body, "customerId"),
        userId=sent.optional_text(call.body, "userId"),
    )
    return bodies.DONE


async def log_out(call: Call) -> Body:
    """`POST /store-api/account/logout`."""
    await call.run(ROOM, "customer-logout")
    return bodies.DONE


async def show_cart(call: Call) -> Body:
    """`GET /store-api/checkout/cart`."""
    found = await call.run(ROOM, "context")
    return bodies.cart(found["cart"], found["token"])


async def add_lines(call: Call) -> Body:
    """`POST /store-api/checkout/cart/line-item`: products, by `referencedId` or else by `id`."""
    added = [
        {
            "productId": sent.optional_text(item, "referencedId") or sent.text(item, "id"),
            "quantity": sent.number(item, "quantity", default=1),
        }
        for item in sent.objects(call.body, "items", most=call.most)
    ]
    return await _change(call, "add-cart-item", added)


async def change_lines(call: Call) -> Body:
    """`PATCH /store-api/checkout/cart/line-item`."""
    changed = [
        {"id": sent.text(item, "id"), "quantity": sent.number(item, "quantity")}
        for item in sent.objects(call.body, "items", most=call.most)
    ]
    return await _change(call, "update-cart-item", changed)


async def remove_lines(call: Call) -> Body:
    """`POST /store-api/checkout/cart/line-item/delete`, with `ids` in the body."""
    ids = sent.texts(call.body.get("ids"), "ids", most=call.most)
    return await _change(call, "remove-cart-item", [{"id": id_} for id_ in ids])


async def remove_lines_by_query(call: Call) -> Body:
    """`DELETE /store-api/checkout/cart/line-item`, with `ids` in the URL; they are no secrets."""
    query = call.request.query_params
    ids = sent.texts([*query.getlist("ids"), *query.getlist("ids[]")], "ids", most=call.most)
    return await _change(call, "remove-cart-item", [{"id": id_} for id_ in ids])


async def _change(call: Call, operation: str, changes: list[dict[str, Any]]) -> Body:
    """One after the other, as in a document with several mutations; the first refusal ends it.

    The setting that limits the mutations of a document limits these.
    """
    answers = [await call.run(ROOM, operation, **change) for change in changes]
    return bodies.cart(answers[-1]["cart"], answers[-1]["token"])
