"""A customer is erased while a server works, seals and retires on the same database."""

from pathlib import Path

from db.demo import shop as demo
from tests.support.clients import Agent, Visitor
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment, served
from tests.support.shop import PASSWORD

BOB = demo.demo_id("customer", "bob")
CHANNEL = demo.demo_id("channel", "Storefront")
KEY = {"sw-access-key": demo.access_key("Storefront")}


async def test_server_goes_on_and_the_imitation_ends(database_url: str, tmp_path: Path) -> None:
    settings = {"database_url": database_url, **CHEAP}
    with served(tmp_path, audit_retention=1, **settings) as server:
        async with server.async_client() as http:
            alice = await Agent.signed_in(http, "alice", PASSWORD)
            visitor = Visitor(http, dict(KEY))
            made = await alice.token_for(BOB, CHANNEL, reason="Ticket 4711: a lost parcel")
            before = await visitor.redeem(made["token"])

            erased = command("erase", "customer", BOB, "--yes", env=environment(**settings))

            after = await visitor.context()
            refused = await alice.run(
                "admin/generate-imitate-customer-token", customerId=BOB, salesChannelId=CHANNEL
            )
            await Agent.signed_in(http, "eve", PASSWORD)  # an event after the erasure
        log = server.log.read_text(encoding="utf-8")
    verified = command("audit", "verify", env=environment(**settings))

    assert before.data["context"]["imitated"] is True
    assert (erased.returncode, erased.stderr) == (0, "")
    assert (after["imitated"], after["customer"]) == (False, None)
    assert refused.code == "VIOLATION::ENTITY_DOES_NOT_EXISTS"
    assert (verified.returncode, verified.stderr) == (0, "")
    assert not [line for line in log.splitlines() if '"level":"error"' in line or "SetBack" in line]
