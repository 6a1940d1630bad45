"""Customers and auditors download proofs, which verify by a program that is not the server's.

The server has a shop of its own: one whose database is put back seals nothing more.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from auth.transparency.keys import SigningKey
from tests.audit.outsiders.verifiers import verify
from tests.browser.admin.live import Live, serve
from tests.browser.admin.people import SignIn
from tests.browser.look import Look, check_accessibility
from tests.support.engines.kept import AUDIT_KEY
from tests.support.shop import PASSWORD
from tests.transparency.trees import flipped

KEY = str(SigningKey.parse(AUDIT_KEY).verifier)
PATIENCE = 30  # seconds; sealing takes one
FLIPS = 12
ACTIONS, ENDINGS = ("imitation.redeemed", "imitation.ended"), ("", "-end")
REASON = "Ticket 4711: the cart looks empty"


class InTheShop(NamedTuple):
    """A language of the shop, and what the links to both proofs say."""

    path: str
    links: tuple[str, str]


IN_THE_SHOP = (
    InTheShop("", ("Proof of the access", "Proof of its end")),
    InTheShop("/de", ("Nachweis des Zugriffs", "Nachweis des Endes")),
)


@pytest.fixture(scope="module")
def sealed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server on which an imitation of bob by alice has ended and is sealed."""
    with serve(template, tmp_path_factory.mktemp("sealed")) as live:
        session = live.imitate("alice", "bob", reason=REASON)
        live.ask("storefront/customer-logout", session)
        until, auditor = time.monotonic() + PATIENCE, live.agent("victor")
        while not end_proof(live, auditor):
            assert time.monotonic() < until, "nothing is sealed"
            time.sleep(0.1)
        yield live


def end_proof(live: Live, auditor: dict[str, str]) -> str | None:
    listed = live.ask("admin/imitations", auditor)["data"]["imitations"]["nodes"]
    proofs = live.ask("admin/imitation-proofs", auditor, id=listed[0]["id"])
    proof: str | None = proofs["data"]["imitation"]["endProof"]
    return proof


def download(page: Page, press: Callable[[], None]) -> tuple[str, Path]:
    """The file's name, and where it lies."""
    with page.expect_download() as started:
        press()
    return started.value.suggested_filename, Path(started.value.path())


def check_proof(file: Path, folder: Path, *, action: str) -> str:
    """It verifies, and with one other bit it does not; the answer is what it tells."""
    code, told = verify(KEY, "proof", str(file))
    assert (code, f'"action": "{action}"' in told) == (0, True), told
    content, changed = file.read_bytes(), folder / "changed"
    for bit in random.Random(4711).sample(range(len(content) * 8), FLIPS):
        changed.write_bytes(flipped(content, bit))
        code, reason = verify(KEY, "proof", str(changed))
        assert (code, reason.startswith("NOT VERIFIED: ")) == (1, True), bit
    return told


def sign_in_to_the_shop(page: Page, shop: str) -> None:
    page.goto(f"{shop}/account/login")
    page.locator('input[name="email"]').fill("bob@example.com")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('input[name="password"]').press("Enter")
    page.wait_for_url("**/account**")


@pytest.mark.parametrize("shop", IN_THE_SHOP, ids=lambda shop: shop.path or "/")
def test_e15_customer_downloads_a_proof_that_verifies_and_no_other(
    sealed: Live, page: Page, tmp_path: Path, look: Look, shop: InTheShop
) -> None:
    sign_in_to_the_shop(page, f"{sealed.url}{shop.path}")
    page.goto(f"{sealed.url}{shop.path}/account")
    look.at(page, f"account-with-proofs{shop.path.replace('/', '-')}")

    for text, action, name in zip(shop.links, ACTIONS, ENDINGS, strict=True):
        called, file = download(page, page.get_by_role("link", name=text, exact=True).click)
        told = check_proof(file, tmp_path, action=action)

        assert called.startswith("access-20")
        assert called.endswith(f"{name}.tlog-proof")
        assert f'"customer_id (opened)": "{sealed.customer("bob")}"' in told
        assert "alice" not in told


def test_e15_page_says_that_an_access_is_not_sealed(live: Live, page: Page) -> None:
    live.imitate("alice", "bob")
    live.change("DELETE FROM audit_waiting")  # sealing finds nothing: it is late
    sign_in_to_the_shop(page, live.url)
    page.goto(f"{live.url}/account")

    page.get_by_role("link", name="Proof of the access").click()

    expect(page.get_by_role("heading", name="Not sealed yet")).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize(
    ("locale", "texts"),
    [
        ("en-GB", ("Save the proof of the login", "Save the proof of the end")),
        ("de-DE", ("Nachweis der Anmeldung speichern", "Nachweis des Endes speichern")),
    ],
)
def test_e15_auditor_downloads_proofs_with_all_values(
    sealed: Live, page: Page, sign_in: SignIn, tmp_path: Path, texts: tuple[str, str]
) -> None:
    sign_in(sealed, "victor")
    page.goto(f"{sealed.url}/admin/journal")
    page.get_by_role("table").get_by_role("link").click()
    expect(page.get_by_role("button", name=texts[0])).to_be_visible()
    check_accessibility(page)

    for text, action, name in zip(texts, ACTIONS, ENDINGS, strict=True):
        called, file = download(page, page.get_by_role("button", name=text).click)
        told = check_proof(file, tmp_path, action=action)

        assert called.startswith("imitation-")
        assert called.endswith(f"{name}.tlog-proof")
        assert '"username (opened)": "alice"' in told
