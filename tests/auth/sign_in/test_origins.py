"""The requests that count as sent by the admin's own pages."""

import pytest

from auth.sign_in.origins import is_own, origin_of

OWN = frozenset({"https://admin.example", "http://127.0.0.1:8000"})


@pytest.mark.parametrize(
    ("origin", "fetch_site", "own"),
    [
        ("https://admin.example", None, True),
        ("https://admin.example", "same-origin", True),
        ("http://127.0.0.1:8000", "same-origin", True),
        (None, "same-origin", True),
        (None, None, False),
        (None, "none", False),
        (None, "same-site", False),
        (None, "cross-site", False),
        ("https://admin.example", "same-site", False),
        ("https://admin.example", "cross-site", False),
        ("https://admin.example", "none", False),
        ("https://evil.example", None, False),
        ("https://evil.example", "same-origin", False),
        ("https://admin.example.evil.example", None, False),
        ("http://admin.example", None, False),
        ("https://admin.example:444", None, False),
        ("https://ADMIN.example", None, False),
        ("https://admin.example.", "same-origin", True),  # the same host, written absolutely
        ("http://127.0.0.1.:8000", None, True),
        ("https://admin.example..", None, False),
        ("https://admin.example.evil.example.", None, False),
        ("https://admin.example.:444", None, False),
        ("null", None, False),
        ("null", "same-origin", False),
        ("", "same-origin", False),
    ],
)
def test_only_the_admins_own_pages_are_own(
    origin: str | None, fetch_site: str | None, *, own: bool
) -> None:
    assert is_own(origin=origin, fetch_site=fetch_site, own_origins=OWN) is own


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Shop.example/de", "https://shop.example"),
        ("https://shop.example:443/de", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_origin_has_no_default_port_as_in_browsers(url: str, origin: str) -> None:
    assert origin_of(url) == origin
