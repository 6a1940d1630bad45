"""The bodies of Shopware's answers, made from what the operations of the schema answer."""

from collections.abc import Mapping
from typing import Any, Final

from schema.shared.money import decimals

DONE: Final = {"redirectUrl": None, "apiAlias": "array_struct"}  # the new token is in the header
ROUNDED: Final = {"interval": 0.01, "roundForNet": True, "apiAlias": "cash_rounding_config"}
Data = Mapping[str, Any]


def context(data: Data) -> Data:
    """A SalesChannelContext with what its clients read; prices hold their taxes."""
    language, currency = data["language"], data["currency"]
    rounding = {"decimals": decimals(currency), **ROUNDED}
    channel = data["salesChannel"]
    return {
        "apiAlias": "sales_channel_context",
        "token": data["token"],
        "customer": _customer(data["customer"]),
        "imitated": data["imitated"],
        "imitatingUserId": data["imitatingUserId"],
        "salesChannel": {"id": channel["id"], "name": channel["name"], "languageId": language},
        "currency": {"id": currency, "isoCode": currency, "factor": 1},
        "context": {
            "languageIdChain": [language],
            "currencyId": currency,
            "taxState": "gross",
            "apiAlias": "context",
        },
        "languageInfo": {"name": language, "localeCode": language},
        "itemRounding": rounding,
        "totalRounding": rounding,
        "shippingLocation": {"country": None},
        "paymentMethod": None,
        "shippingMethod": None,
    }


def _customer(data: Data | None) -> Data | None:
    """Who is logged in is active and no guest."""
    if data is None:
        return None
    names = ("id", "customerNumber", "firstName", "lastName", "email")
    return {
        "apiAlias": "customer",
        **{name: data[name] for name in names},
        "active": True,
        "guest": False,
    }


def cart(data: Data, token: str) -> Data:
    """A cart; amounts are in units of the currency, as Shopware has them."""
    return {
        "apiAlias": "cart",
        "token": token,
        "name": "sales-channel",
        "lineItems": [_line(line) for line in data["lineItems"]],
        "price": {**_price(data["total"]), "taxStatus": "gross", "apiAlias": "cart_price"},
        "errors": [],
    }


def _line(data: Data) -> Data:
    product = data["product"]
    return {
        "apiAlias": "cart_item",
        "id": data["id"],
        "referencedId": product["id"],
        "type": "product",
        "label": data["label"],
        "quantity": data["quantity"],
        "good": True,
        "removable": True,
        "stackable": True,
        "payload": {"productNumber": product["productNumber"]},
        "price": {
            "apiAlias": "calculated_price",
            "quantity": data["quantity"],
            "unitPrice": _units(data["unitPrice"]),
            "totalPrice": _units(data["total"]),
        },
    }


def _price(total: Data) -> Data:
    units = _units(total)
    return {"totalPrice": units, "positionPrice": units, "rawTotal": units}


def _units(money: Data) -> float:
    units: float = money["amount"] / 10 ** decimals(money["currency"])
    return units
