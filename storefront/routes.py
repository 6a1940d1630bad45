"""The handlers of the pages by path and method; paths begin after the shop's root."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from starlette.responses import Response

from storefront.pages import access_proof, account, cart, full_access, imitation, products, sign_in
from storefront.visit import Visit

Handler: TypeAlias = Callable[[Visit], Awaitable[Response]]

END: Final = "/account/imitation/end"

ROUTES: Final[Mapping[str, Mapping[str, Handler]]] = {
    "/": {"GET": products.show},
    "/cart": {"GET": cart.show},
    "/cart/add": {"POST": cart.add},
    "/cart/change": {"POST": cart.change},
    "/cart/remove": {"POST": cart.remove},
    "/cart/order": {"POST": cart.order},
    "/account": {"GET": account.show},
    "/account/access-proof": {"GET": access_proof.download},
    "/account/login": {"GET": sign_in.show, "POST": sign_in.sign_in},
    "/account/logout": {"POST": sign_in.sign_out},
    "/account/profile": {"POST": account.save_profile},
    "/account/email": {"POST": account.change_email},
    "/account/password": {"POST": account.change_password},
    "/account/consent": {"POST": account.set_consent},
    "/account/support-code": {"POST": account.make_code},
    "/account/imitation/full-access": {"GET": full_access.show, "POST": full_access.ask},
    END: {"POST": imitation.end},
}


def handlers_of(visit: Visit, path: str) -> Mapping[str, Handler] | None:
    """The handlers of a path by method; None for an unknown path.

    The form of the admin goes to the channel's own path, unless a form of the shop goes there.
    """
    handlers = ROUTES.get(path)
    if path != (visit.shop.landing_path.rstrip("/") or "/"):
        return handlers
    return {"POST": imitation.redeem, **(handlers or {})}
