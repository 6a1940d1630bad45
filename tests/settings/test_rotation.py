"""G2: a new key signs and the old ones verify; a rotation ends no session."""

import pytest

from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """The shop before the rotation."""
    return await open_shop(secret=OLD)


async def test_g2_no_session_ends(shop: Shop, open_shop: OpenShop) -> None:
    alice = await shop.agent("alice")
    bob, imitator = await shop.shopper("bob@example.com"), await shop.imitator(alice)
    token = await shop.token(alice)

    for rotated in [await open_shop(secret=secret) for secret in (f"{NEW},{OLD}", NEW)]:
        for client in (alice, bob, imitator):
            client.http = rotated.http
        assert (await alice.run("admin/current-user")).data["username"] == "alice"
        assert (await bob.context())["customer"]["email"] == "bob@example.com"
        assert (await imitator.context())["imitated"] is True

    last = (await open_shop(secret=NEW)).visitor()
    assert (await last.redeem(token)).data["context"]["imitated"]


async def test_g2_cursors_lead_on(shop: Shop, open_shop: OpenShop) -> None:
    """Cursors hold nothing secret and are not signed."""
    alice = await shop.agent("alice")
    whole = (await alice.run("admin/customers", first=4)).data
    first = (await alice.run("admin/customers", first=2)).data
    alice.http = (await open_shop(secret=NEW)).http

    rest = (await alice.run("admin/customers", first=2, after=first["pageInfo"]["endCursor"])).data

    assert first["nodes"] + rest["nodes"] == whole["nodes"]


@pytest.mark.parametrize(("secret", "status"), [(f"{NEW},{OLD}", 303), (NEW, 403)])
async def test_g2_form_of_before_is_taken_until_its_key_is_removed(
    shop: Shop, open_shop: OpenShop, secret: str, status: int
) -> None:
    window = Window.open(shop)
    await window.sign_in()
    await window.visit("/account")
    form = window.fields("/account/profile")
    later = Window.open(await open_shop(secret=secret))
    later.http.cookies = window.http.cookies

    answer = await later.post("/account/profile", form)

    assert answer.status_code == status
    await later.visit("/account")  # still signed in, with a form under the new key
    assert (
        await later.post("/account/profile", later.fields("/account/profile"))
    ).status_code == 303
