"""The account page gives a proof of each access, and of its end, to the customer alone."""

import re

import pytest

from auth.transparency.keys import SigningKey
from auth.transparency.proofs import verify_proof
from resolvers.audit.sealing import seal_new_events
from tests.storefront.conftest import Imitate
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import Shop
from tests.support.window import Window

KEY = SigningKey.parse(AUDIT_KEY).verifier
LINK = re.compile(r'href="(/account/access-proof[^"]+)"')


async def links(window: Window) -> list[str]:
    return [link.replace("&amp;", "&") for link in LINK.findall(await window.visit("/account"))]


@pytest.fixture
async def ended(shop: Shop, window: Window, imitate: Imitate) -> list[str]:
    """The links of bob, after an access that ended but is not sealed."""
    support = await imitate()
    await support.visit("/account")
    await support.submit("/account/imitation/end")
    await window.sign_in()
    return await links(window)


async def test_proof_of_the_access_and_of_its_end(
    shop: Shop, window: Window, ended: list[str]
) -> None:
    await seal_new_events(shop.application)
    proven = []
    for link, name in zip(ended, ("", "-end"), strict=True):
        answer = await window.http.get(link)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="access-20260601-120000{name}.tlog-proof"'
        )
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        proven.append(verify_proof(answer.text, [KEY]))

    assert [one.members["action"] for one in proven] == ["imitation.redeemed", "imitation.ended"]
    for one in proven:
        assert one.values["customer_id"] == shop.customer("bob")
        assert not {"username", "user_id", "detail", "remote_address"} & one.values.keys()


async def test_page_says_what_is_not_sealed(window: Window, ended: list[str]) -> None:
    for link in ended:
        answer = await window.http.get(link)

        assert answer.status_code == 404
        assert "Not sealed yet" in answer.text


async def test_end_is_offered_once_there_is_one(
    shop: Shop, window: Window, imitate: Imitate
) -> None:
    await imitate()
    await window.sign_in()

    (link,) = await links(window)
    await seal_new_events(shop.application)

    assert (await window.http.get(link)).status_code == 200
    assert (await window.http.get(f"{link}&of=end")).status_code == 404


async def test_other_visitors_get_no_proof(
    shop: Shop, window: Window, imitate: Imitate, ended: list[str]
) -> None:
    await seal_new_events(shop.application)
    support = await imitate()
    carol = Window.open(shop)
    await carol.sign_in("heidi@example.com")
    stranger = Window.open(shop)

    for link in ended:
        answers = [await one.http.get(link) for one in (support, carol, stranger)]
        assert [answer.status_code for answer in answers] == [403, 404, 303]
        assert not any("c2sp.org" in answer.text for answer in answers)
    for odd in ("", "x", "0" * 32, "../etc/passwd"):
        assert (
            await window.http.get("/account/access-proof", params={"access": odd})
        ).status_code in {
            400,
            404,
        }
