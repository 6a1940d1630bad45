"""URLs of webhooks: https in production, no credentials, no address that is not public."""

from ipaddress import ip_network

import pytest

from auth.errors import Invalid
from auth.webhooks.addresses import AddressRules
from auth.webhooks.urls import parse, shortened

PRODUCTION = AddressRules(https_only=True)
DEVELOPMENT = AddressRules(https_only=False, networks=(ip_network("127.0.0.0/8"),))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("https://crm.example", "https://crm.example"),
        ("HTTPS://CRM.example/Hooks", "https://crm.example/Hooks"),
        ("https://crm.example:8443/a?b=c&d=%20", "https://crm.example:8443/a?b=c&d=%20"),
        ("https://crm.example?b=c", "https://crm.example?b=c"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://crm.example/@b/a;b,c", "https://crm.example/@b/a;b,c"),
    ],
)
def test_is_stored_in_one_form(written: str, stored: str) -> None:
    assert parse(written, PRODUCTION) == stored


@pytest.mark.parametrize(
    "written",
    [
        "", "crm.example", "ftp://crm.example", "javascript:alert(1)", "https://", "https:///a",
        "http://crm.example",  # in production
        "https://user@crm.example", "https://user:password@crm.example", "https://a:b@[::1]",
        "https://crm.example/#a", "https://crm.example\\@b.example", "https://crm.example/\\b",
        "https://crm.example/a b", "https://crm.example/\r\nx: y", "https://crm.example/ü",
        "https://crm.example/\x7f", "https://crm.example:0", "https://crm.example:99999",
        "https://crm.example:80:80", "https://a_b.example", "https://a..example", "https://-.example",
        "https://localhost/", "https://a.localhost/", "https://LOCALHOST./",
        "https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://2130706433/",
        "https://017700000001/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://[::]/",
        "https://\uff11\uff12\uff17.0.0.1/", "https://0/", "https://" + "a" * 500,
    ],
)  # fmt: skip
def test_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(written, PRODUCTION)

    assert refused.value.extensions["field"] == "url"


@pytest.mark.parametrize("written", ["http://127.0.0.1:8080/a", "http://localhost/"])
def test_development_takes_http_and_allowed_networks(written: str) -> None:
    assert parse(written, DEVELOPMENT) == written


def test_development_refuses_networks_that_are_not_allowed() -> None:
    with pytest.raises(Invalid):
        parse("http://10.0.0.1/", DEVELOPMENT)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hooks.example/services/T0/B0/key", "https://hooks.example/serv…"),
        ("https://crm.example:8443/in?key=1", "https://crm.example:8443/in…"),
        ("https://crm.example?key=1", "https://crm.example…"),
        ("https://crm.example/abcd", "https://crm.example/abcd"),
        ("http://[::1]", "http://[::1]"),
    ],
)
def test_is_shortened_before_a_key(url: str, shown: str) -> None:
    assert shortened(url) == shown
