"""The one form of a landing path: what is mapped to it, and what is refused."""

import pytest

from auth.errors import Invalid
from auth.texts import arguments


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("/account/login/imitate-customer", "/account/login/imitate-customer"),
        ("/", "/"),
        ("/landing/", "/landing/"),
        (" /landing ", "/landing"),
        ("/übergabe", "/%C3%BCbergabe"),
        ("/u\u0308bergabe", "/%C3%BCbergabe"),
        ("/%7eland/%c3%a4", "/~land/%C3%A4"),
        ("/index.php", "/index.php"),
        ("/a,b;c", "/a%2Cb%3Bc"),
        ("/" + 254 * "a", "/" + 254 * "a"),
    ],
)
def test_has_one_form(written: str, normal: str) -> None:
    assert arguments.landing_path(written, field="landingPath") == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "landing",
        "//evil.example",
        "//",
        "/a//b",
        "/a//",
        "/\\evil.example",
        "\\\\evil.example",
        "/a%5Cb",
        "/a%2Fb",
        "/a%2fb",
        "/..",
        "/a/../b",
        "/a/%2e%2E/b",
        "/.",
        "/a?b",
        "/a#b",
        "/a b",
        "/a%",
        "/a%zz",
        "/a%0d%0ab",
        "/a%ff",
        "/a\r\nlocation: b",
        "/a\u2028b",
        "https://evil.example/a",
        "/" + 255 * "a",
        "/" + 64 * "ä",
    ],
)
def test_other_paths_are_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        arguments.landing_path(written, field="landingPath")

    assert refused.value.extensions["field"] == "landingPath"
