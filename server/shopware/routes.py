"""The routes of Shopware that are served, by path and method."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.routing import BaseRoute, Mount, Route

from resolvers.application import Application
from server.settings.settings import Settings
from server.shopware import admin_api, store_api, token
from server.shopware.call import Handler
from server.shopware.endpoint import Endpoint, unknown_path

TOKEN: Final = "/api/oauth/token"  # noqa: S105 - a path
LINES: Final = "/store-api/checkout/cart/line-item"
HANDLERS: Final[Mapping[str, Mapping[str, Handler]]] = {
    TOKEN: {"POST": token.give},
    "/api/_proxy/generate-imitate-customer-token": {"POST": admin_api.generate},
    "/store-api/account/login/imitate-customer": {"POST": store_api.imitate},
    "/store-api/account/login": {"POST": store_api.log_in},
    "/store-api/account/logout": {"POST": store_api.log_out},
    "/store-api/context": {"GET": store_api.show_context},
    "/store-api/checkout/cart": {"GET": store_api.show_cart},
    LINES: {
        "POST": store_api.add_lines,
        "PATCH": store_api.change_lines,
        "DELETE": store_api.remove_lines_by_query,
    },
    f"{LINES}/delete": {"POST": store_api.remove_lines},
}
# Shopware's names of arguments that differ from the schema's.
FIELDS: Final = {"email": "username"}


def shopware_routes(settings: Settings, application: Application) -> Sequence[BaseRoute]:
    """Every method is served, so that a refusal has Shopware's form, too."""
    return [
        *(
            Route(path, Endpoint(settings, application, handlers, FIELDS, forms=path == TOKEN))
            for path, handlers in HANDLERS.items()
        ),
        Mount("/api", unknown_path),
        Mount("/store-api", unknown_path),
    ]
