"""C6: forwarded addresses and schemes count only from configured proxies, and only if they are."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.transport.proxies import LONGEST, client_of, parse
from tests.support.shop import OpenShop, Shop

PROXY = ip_address("10.0.0.1")
PROXIES = ip_network("10.0.0.0/8")
LONGEST_STORED = 45  # characters of audit_events.remote_address
FORWARDED = [
    ("192.0.2.1", "192.0.2.1"),
    ("203.0.113.9, 192.0.2.1, 10.1.2.3", "192.0.2.1"),
    ("10.1.2.3, 10.4.5.6", "10.1.2.3"),
    ("192.0.2.1:52134", "192.0.2.1"),
    ("2001:db8::1", "2001:db8::1"),
    ("2001:DB8:0::1", "2001:db8::1"),
    ("[2001:db8::1]", "2001:db8::1"),
    ("[2001:db8::1]:443", "2001:db8::1"),
    ("::ffff:192.0.2.1", "192.0.2.1"),
    ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
    ("::ffff:10.1.2.3", "10.1.2.3"),
    ("fe80::1%eth0", "fe80::1"),
    ("192.0.2.1,, ,", "192.0.2.1"),
    # What is no address is the proxy's own.
    ("unknown", "10.0.0.1"),
    ("_hidden", "10.0.0.1"),
    ("203.0.113.9, unknown", "10.0.0.1"),
    ("203.0.113.9, unknown, 10.1.2.3", "10.1.2.3"),
    ("", "10.0.0.1"),
    (",", "10.0.0.1"),
    ("192.0.2.256", "10.0.0.1"),
    ("192.0.2.1:port", "10.0.0.1"),
    ("192.0.2.1:65536", "10.0.0.1"),
    ("192.0.2.1:٤٢", "10.0.0.1"),
    ("[2001:db8::1", "10.0.0.1"),
    ("[2001:db8::1]443", "10.0.0.1"),
    ("<script>", "10.0.0.1"),
    ("a" * 10_000, "10.0.0.1"),
    ("1" * LONGEST, "10.0.0.1"),
    ("192.0.2.1; DROP TABLE users", "10.0.0.1"),
    ("203.0.113.9, " * 1000 + "192.0.2.1", "192.0.2.1"),
    ("203.0.113.9, " + "10.1.2.3, " * 1000, "203.0.113.9"),
]


def forwarded(*headers: bytes) -> str:
    return str(client_of(headers, PROXY, lambda address: address in PROXIES))


async def addresses(shop: Shop, forwarded: str) -> Any:
    """The address in the audit event of a refused sign-in."""
    shop.http.headers["x-forwarded-for"] = forwarded
    await shop.stranger().run("admin/user-login", username="nobody", password="wrong one")
    return (await shop.rows("audit_events"))[-1]["remote_address"]


async def test_c6_nobody_is_believed_by_default(shop: Shop) -> None:
    assert await addresses(shop, "192.0.2.1") == "127.0.0.1"


async def test_c6_trusted_proxies_are_believed(open_shop: OpenShop) -> None:
    """Entries that the client wrote in front of the proxy's own are ignored."""
    shop = await open_shop(trusted_proxies="127.0.0.0/8, ::ffff:10.0.0.0/104")

    assert await addresses(shop, "203.0.113.9, 192.0.2.1, 10.1.2.3") == "192.0.2.1"


@pytest.mark.parametrize("text", ["unknown", "x" * 46, "192.0.2.1, nonsense", "203.0.113.9:x"])
async def test_c6_what_is_no_address_is_stored_as_the_proxys(
    open_shop: OpenShop, text: str
) -> None:
    shop = await open_shop(trusted_proxies="127.0.0.1")

    assert await addresses(shop, text) == "127.0.0.1"


async def test_c5_c6_one_address_in_any_form_has_one_rate(open_shop: OpenShop) -> None:
    shop = await open_shop(
        trusted_proxies="127.0.0.1", rate_address_logins=4, rate_account_logins=0
    )
    forms = ["1.2.3.4", "::ffff:1.2.3.4", "[::FFFF:1.2.3.4]:443", "1.2.3.4:50000", "::ffff:102:304"]
    codes = []
    for number, form in enumerate(forms):
        shop.http.headers["x-forwarded-for"] = form
        answer = await shop.stranger().run("admin/user-login", username=f"n{number}", password="no")
        codes.append(answer.code)

    assert codes == ["CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"] * 4 + [
        "FRAMEWORK__RATE_LIMIT_EXCEEDED"
    ]
    events = await shop.rows("audit_events")
    assert {event["remote_address"] for event in events[-4:]} == {"1.2.3.4"}


@pytest.mark.parametrize(("text", "client"), FORWARDED)
def test_c6_client_is_the_nearest_that_is_no_proxy(text: str, client: str) -> None:
    assert forwarded(text.encode()) == client


def test_c6_headers_are_one_list() -> None:
    assert forwarded(b"203.0.113.9", b"192.0.2.1", b"10.1.2.3") == "192.0.2.1"


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_c6_client_is_always_an_address(headers: list[bytes]) -> None:
    client = forwarded(*headers)

    assert str(ip_address(client)) == client
    assert len(client) <= LONGEST_STORED


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_c6_every_address_is_read_with_and_without_a_port(address: Any, port: int) -> None:
    bare = f"[{address}]" if address.version == 6 else str(address)
    expected = getattr(address, "ipv4_mapped", None) or address

    assert parse(str(address)) == parse(bare) == parse(f"{bare}:{port}") == expected


@pytest.mark.parametrize("scheme", ["http", "https", "HTTPS", "ws", "wss", "ftp", "", "https,http"])
async def test_forwarded_scheme_never_breaks_a_page(open_shop: OpenShop, scheme: str) -> None:
    shop = await open_shop(trusted_proxies="127.0.0.1")
    shop.http.headers["x-forwarded-proto"] = scheme

    page = await shop.http.get("/")

    assert page.status_code == 200
