"""The one form of a storefront's URL: what is mapped to it, and what is refused."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auth.texts.domain_urls import origin_in, parse, shown
from auth.texts.hosts import host_and_port

IN_A_HEADER = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]+)?")
HOSTILE = ";,'*\\ \u00a0\u200b\u202e\"<>%@?#_`{}|^\t\n"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("https://Müller.example", "https://xn--mller-kva.example"),
        ("https://mu\u0308ller.example", "https://xn--mller-kva.example"),
        ("https://XN--MLLER-KVA.example", "https://xn--mller-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://straße.example/straße", "https://xn--strae-oqa.example/stra%C3%9Fe"),
        ("https://shop。example", "https://shop.example"),
        ("https://\uff53hop.example", "https://shop.example"),
        ("https://بيت.example", "https://xn--ngbe9g.example"),
        ("https://a\u00adb\u200b.example", "https://ab.example"),
        ("https://shop.example.", "https://shop.example"),
        ("https://shop.example.:443/de/", "https://shop.example/de"),
        ("http://x:80", "http://x"),
        ("http://x:0080/", "http://x"),
        ("http://x:443", "http://x:443"),
        ("https://x:443", "https://x"),
        ("https://x:", "https://x"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://\uff1127.0.0.1.", "http://127.0.0.1"),
        ("http://[0:0::1]:80", "http://[::1]"),
        ("http://[2001:DB8::A]:8000", "http://[2001:db8::a]:8000"),
        ("http://[::ffff:1.2.3.4]", "http://[::ffff:102:304]"),
        ("https://x/%7euser/%c3%a4", "https://x/~user/%C3%A4"),
        ("https://x/ä", "https://x/%C3%A4"),
        ("https://x/a\u0308", "https://x/%C3%A4"),
        ("https://x/De//", "https://x/De"),
        ("https://x/a,b;c'd*e", "https://x/a%2Cb%3Bc%27d%2Ae"),
        ("https://x/a%20b%3f", "https://x/a%20b%3F"),
        ("https://x/100%25", "https://x/100%25"),
    ],
)
def test_has_one_form(written: str, normal: str) -> None:
    assert parse(written).normal == normal


@pytest.mark.parametrize("sign", HOSTILE.replace("\u200b", ""))
def test_host_with_another_sign_is_refused(sign: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(f"https://a{sign}sandbox.example")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "x",
        "//x",
        "ftp://x",
        "https://",
        "https:///x",
        "https://.",
        "https://a..b",
        "https://-a.example",
        "https://" + "a" * 64,
        "https://x/" + "ä" * 42,
        "https://xn--a.example",
        "https://\u200d.example",
        "http://127.1",
        "http://0x7f.1",
        "http://2130706433",
        "http://1.2.3.256",
        "http://[::1",
        "http://[::g]",
        "http://[fe80::1%25eth0]",
        "http://[1.2.3.4]",
        "https://x:0",
        "https://x:65536",
        "https://x:\uff180",
        "https://x//a.example",
        "https://x/a//b",
        "https://x/../b",
        "https://x/a/%2e%2E/b",
        "https://x/a%2Fb",
        "https://x/a%5Cb",
        "https://x/%zz",
        "https://x/%",
        "https://x/%ff",
        "https://x/%00",
        "https://x/%E2%80%AE",
        "https://x/a b",
        "https://x/1/2/3/4/5/6/7/8/9",
    ],
)
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(written)


TEXTS = st.text(
    st.one_of(st.sampled_from("aßäÄ.-:[]/%1x" + HOSTILE), st.characters(codec="utf-8")), max_size=30
)


@given(TEXTS, st.sampled_from(["", ":80", ":443", ":8000"]), TEXTS)
@example("müller.example", ":443", "/ä")
@example("[::ffff:1.2.3.4]", "", "")
def test_whatever_is_taken_is_safe_in_a_header_and_stays_what_it_is(
    host: str, port: str, path: str
) -> None:
    try:
        url = parse(f"https://{host}{port}/{path}")
    except ValueError:
        return

    assert IN_A_HEADER.fullmatch(url.origin)
    assert url.normal.isascii()
    assert not set(url.normal) & set(" ;,'*\\\"<>")
    assert parse(url.normal) == url
    assert parse(url.shown) == url
    assert origin_in(url.normal) == url.origin
    assert shown(url.normal) == url.shown


@given(TEXTS)
def test_host_of_a_request_is_read_or_refused(sent: str) -> None:
    try:
        host, _ = host_and_port(sent)
    except ValueError:
        return

    assert host_and_port(host) == (host, None)


@pytest.mark.parametrize(
    ("stored", "people_read"),
    [
        ("https://xn--mller-kva.example:8443/%C3%A4/%2C", "https://müller.example:8443/ä/%2C"),
        ("http://127.0.0.1:8000/de", "http://127.0.0.1:8000/de"),
        ("http://my_shop", "http://my_shop"),
    ],
)
def test_people_read_unicode(stored: str, people_read: str) -> None:
    assert shown(stored) == people_read


@pytest.mark.parametrize(
    "stored", ["https://müller.example", "https://a;sandbox", "http://my_shop", "https://a'b", "x"]
)
def test_url_in_another_form_has_no_origin(stored: str) -> None:
    assert origin_in(stored) is None
