"""The cart: shows it, changes it and orders what is in it."""

from starlette.responses import Response

from storefront.client import Refused
from storefront.cookies import keep_session
from storefront.rendering import page, redirect
from storefront.visit import Visit

NO_NUMBER = -1  # the schema refuses it as out of range


async def show(visit: Visit) -> Response:
    """The cart, which the visit has loaded with the context."""
    return page(visit, "cart.html", problem=None)


async def add(visit: Visit) -> Response:
    """Put a product in; a guest's first product begins a stored session."""
    product_id, quantity = visit.form.get("productId", ""), _quantity(visit.form)
    return await _change(
        visit, "add-cart-item", notice="added", productId=product_id, quantity=quantity
    )


async def change(visit: Visit) -> Response:
    """Set the quantity of a line; 0 takes it out."""
    line_id, quantity = visit.form.get("id", ""), _quantity(visit.form)
    return await _change(visit, "update-cart-item", notice="changed", id=line_id, quantity=quantity)


async def remove(visit: Visit) -> Response:
    line_id = visit.form.get("id", "")
    return await _change(visit, "remove-cart-item", notice="removed", id=line_id)


async def order(visit: Visit) -> Response:
    """Order what the page with the form has shown, not what was put in elsewhere since then."""
    cart = visit.context["cart"]
    if cart["lineItems"] and visit.form.get("total") not in {None, str(cart["total"]["amount"])}:
        return page(visit, "cart.html", status=409, problem="problem.cart-changed")
    try:
        await visit.run("place-order")
    except Refused as refused:
        if refused.code != "CHECKOUT__CART_EMPTY":
            raise
        return redirect(visit, "/cart")  # a second click: the first one has ordered
    return redirect(visit, "/account", notice="ordered")


async def _change(visit: Visit, operation: str, *, notice: str, **variables: object) -> Response:
    try:
        changed = await visit.run(operation, **variables)
    except Refused as refused:
        if refused.code == "VIOLATION::ENTITY_DOES_NOT_EXISTS":
            return page(visit, "cart.html", status=404, problem="problem.gone")
        if refused.code == "VIOLATION::INVALID":
            return page(visit, "cart.html", status=422, problem="problem.quantity")
        raise
    response = redirect(visit, "/cart", notice=notice)
    keep_session(visit, response, changed["token"])
    return response


def _quantity(form: dict[str, str]) -> int:
    typed = form.get("quantity", "1").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len("999")
    return int(typed) if is_number else NO_NUMBER
