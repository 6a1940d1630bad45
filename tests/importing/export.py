"""Files as Shopware 6 exports them, made by the tests."""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence

ADDRESS = (
    "id", "salutation", "title", "first_name", "last_name", "company", "street", "zipcode", "city",
    "country", "phone_number",
)  # fmt: skip
# The profile «Default customer», in its order.
CUSTOMER_COLUMNS = (
    "id", "salutation", "customer_number", "first_name", "last_name", "email", "active", "guest",
    "customer_group", "language", "sales_channel", "payment_method",
    *(f"billing_{part}" for part in ADDRESS), *(f"shipping_{part}" for part in ADDRESS),
    "account_type",
)  # fmt: skip
# The profile «Default product», in its order.
PRODUCT_COLUMNS = (
    "id", "parent_id", "product_number", "active", "stock", "name", "description", "price_net",
    "price_gross", "purchase_prices_net", "purchase_prices_gross", "tax_id", "tax_rate", "tax_name",
    "cover_media_id", "cover_media_url", "cover_media_title", "cover_media_alt", "manufacturer_id",
    "manufacturer_name", "categories", "sales_channel", "propertyIds", "optionIds",
)  # fmt: skip


def hex_id(name: object) -> str:
    """The same id for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, str(name)).hex


def customer(number: int, **others: str) -> dict[str, str]:
    """A row of the customers' export."""
    return {
        "id": hex_id(f"customer {number}"),
        "salutation": "mrs",
        "customer_number": f"SW{number}",
        "first_name": "Jörg",
        "last_name": "Müßig",
        "email": f"joerg{number}@example.org",
        "active": "1",
        "guest": "0",
        "customer_group": "Standard-Kundengruppe",
        "language": "de-DE",
        "sales_channel": "Storefront",
        "payment_method": "Rechnung",
        "billing_id": hex_id(f"address {number}"),
        "billing_street": "Straße 1\nHinterhaus; links",
        "account_type": "private",
        **others,
    }


def product(number: int, **others: str) -> dict[str, str]:
    """A row of the products' export."""
    return {
        "id": hex_id(f"product {number}"),
        "product_number": f"SW{number}",
        "active": "1",
        "stock": "10",
        "name": f"Kaffeemühle {number}",
        "description": '<p class="x">Mahlt; schnell.</p>',
        "price_net": "16.798319327731",
        "price_gross": "19.99",
        **others,
    }


def written(
    rows: Iterable[Mapping[str, str]],
    columns: Sequence[str] = CUSTOMER_COLUMNS,
    *,
    end: str = "\n",
    mark: str = "",
) -> str:
    """The file's text; `mark` precedes the first line."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, delimiter=";", lineterminator=end, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return mark + file.getvalue()


def lines(text: str) -> list[str]:
    """The lines with their ends, as an open file gives them."""
    return list(io.StringIO(text, newline=""))
