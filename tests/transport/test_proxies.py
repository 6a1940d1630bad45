"""C6: X-Forwarded-For counts only from configured proxies."""

from typing import Any

from tests.support.shop import OpenShop, Shop


async def addresses(shop: Shop, forwarded: str) -> Any:
    """The address in the audit event of a refused sign-in."""
    shop.http.headers["x-forwarded-for"] = forwarded
    await shop.stranger().run("admin/user-login", username="nobody", password="wrong one")
    return (await shop.rows("audit_events"))[-1]["remote_address"]


async def test_c6_nobody_is_believed_by_default(shop: Shop) -> None:
    assert await addresses(shop, "192.0.2.1") == "127.0.0.1"


async def test_c6_trusted_proxies_are_believed(open_shop: OpenShop) -> None:
    """Entries that the client wrote in front of the proxy's own are ignored."""
    shop = await open_shop(trusted_proxies=("127.0.0.0/8", "10.0.0.0/8"))

    assert await addresses(shop, "203.0.113.9, 192.0.2.1, 10.1.2.3") == "192.0.2.1"
