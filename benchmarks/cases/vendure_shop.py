"""A shop in Vendure: three products, and customers who have them in their carts."""

from collections.abc import Iterator
from typing import Any

import httpx

from benchmarks.harness.contest import WrongAnswer
from benchmarks.harness.programs import Running

TOKEN = "vendure-auth-token"  # noqa: S105 - a header's name
PASSWORD = "a-demo-password"  # noqa: S105 - of customers who are made up
LINES = 3
CONTEXT = """{
  activeChannel { id code }
  activeCustomer { id emailAddress firstName lastName }
  activeOrder {
    id totalQuantity total currencyCode
    lines {
      id quantity unitPrice linePrice
      productVariant { id sku name price currencyCode product { id name } }
    }
  }
}"""
LOGIN = """mutation ($name: String!, $password: String!) {
  login(username: $name, password: $password) { ... on CurrentUser { id } }
}"""
CHANNEL = "{ activeChannel { id } }"
ZONE = """mutation { createZone(input: { name: "Everywhere", memberIds: [] }) { id } }"""
CATEGORY = """mutation {
  createTaxCategory(input: { name: "Standard", isDefault: true }) { id }
}"""
RATE = """mutation ($category: ID!, $zone: ID!) {
  createTaxRate(input: {
    name: "Standard", enabled: true, value: 19, categoryId: $category, zoneId: $zone
  }) { id }
}"""
ZONES = """mutation ($id: ID!, $zone: ID!) {
  updateChannel(input: { id: $id, defaultTaxZoneId: $zone, defaultShippingZoneId: $zone }) {
    ... on Channel { id }
  }
}"""
PRODUCT = """mutation ($name: String!) {
  createProduct(input: {
    enabled: true, translations: [{ languageCode: en, name: $name, slug: $name, description: "" }]
  }) { id }
}"""
VARIANT = """mutation ($product: ID!, $name: String!) {
  createProductVariants(input: [{
    productId: $product, sku: $name, price: 1999, stockOnHand: 100000,
    translations: [{ languageCode: en, name: $name }]
  }]) { id }
}"""
CUSTOMER = """mutation ($email: String!, $password: String!) {
  createCustomer(
    input: { firstName: "Bob", lastName: "Builder", emailAddress: $email }, password: $password
  ) { ... on Customer { id } }
}"""
ADD = """mutation ($variant: ID!) {
  addItemToOrder(productVariantId: $variant, quantity: 1) { ... on Order { id } }
}"""


def fill(server: Running, customers: int) -> list[str]:
    """The tokens of so many customers who are logged in, each with LINES lines in the cart."""
    admin = _Session(server, "admin-api")
    admin.log_in("superadmin", "superadmin")
    zone, category = admin.send(ZONE)["id"], admin.send(CATEGORY)["id"]
    admin.send(RATE, category=category, zone=zone)
    admin.send(ZONES, id=admin.send(CHANNEL)["id"], zone=zone)
    variants = list(_variants(admin))
    return [_customer(server, admin, number, variants) for number in range(customers)]


def check(server: Running, token: str) -> None:
    """Raise WrongAnswer where the session has no customer, or another cart."""
    found = _Session(server, "shop-api", token).whole(CONTEXT)
    if not found["activeCustomer"] or len(found["activeOrder"]["lines"]) != LINES:
        raise WrongAnswer(str(found)[:300])


def _variants(admin: "_Session") -> Iterator[str]:
    for number in range(LINES):
        name = f"product-{number}"
        product = admin.send(PRODUCT, name=name)["id"]
        yield admin.send(VARIANT, product=product, name=name)[0]["id"]


def _customer(server: Running, admin: "_Session", number: int, variants: list[str]) -> str:
    email = f"bob{number}@example.com"
    admin.send(CUSTOMER, email=email, password=PASSWORD)
    shop = _Session(server, "shop-api")
    shop.log_in(email, PASSWORD)
    for variant in variants:
        shop.send(ADD, variant=variant)
    return shop.token


class _Session:
    def __init__(self, server: Running, api: str, token: str = "") -> None:
        self.token = token
        self._url = f"http://127.0.0.1:{server.port}/{api}"

    def log_in(self, name: str, password: str) -> None:
        self.send(LOGIN, name=name, password=password)

    def send(self, document: str, **variables: object) -> Any:  # noqa: ANN401 - JSON
        """The value of the one root field."""
        (value,) = self.whole(document, **variables).values()
        if isinstance(value, dict) and not value:
            raise WrongAnswer(f"Vendure has refused {document[:40]}")
        return value

    def whole(self, document: str, **variables: object) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": document, "variables": variables}
        response = httpx.post(self._url, json=body, headers=headers, timeout=60)
        self.token = response.headers.get(TOKEN, self.token)
        answer = response.json()
        if "errors" in answer:
            raise WrongAnswer(str(answer["errors"])[:300])
        data: dict[str, Any] = answer["data"]
        return data
