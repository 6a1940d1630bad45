"""A support code opens one imitation, and is dead before it can be guessed, over two processes."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from auth.support_codes import CODES, DIGITS, GUESSES, MOST_WRONG
from db.demo import shop as demo
from tests.races.player import Stage, at_once, settings
from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, OpenShop

CLIENTS = 10  # of each of the two processes
INVALID = "CHECKOUT__SUPPORT_CODE_INVALID"
LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"


@dataclass(frozen=True)
class Guessers:
    """Clients of one user; all of them send each code for each customer at the same moment."""

    username: str
    sent: Sequence[tuple[str, str]]

    async def play(self, stage: Stage) -> Sequence[Counter[str]]:
        """For each code, the codes of the refusals, and `token` for each token."""
        agent = await Agent.signed_in(stage.http, self.username, PASSWORD)
        answers = []
        for name, code in self.sent:
            stage.barrier.wait()
            at_once = [_ask(agent, name, code) for _ in range(CLIENTS)]
            answers.append(Counter(await asyncio.gather(*at_once)))
        return answers


async def _ask(agent: Agent, name: str, code: str) -> str:
    answer = await agent.run(
        "admin/generate-imitate-customer-token",
        customerId=demo.demo_id("customer", name),
        salesChannelId=demo.demo_id("channel", "Storefront"),
        supportCode=code,
    )
    return answer.code if answer.errors else "token"


async def test_one_code_opens_one_imitation_and_none_is_guessed(
    open_shop: OpenShop, database_url: str
) -> None:
    """Twenty clients guess in an hour with odds of less than one in ten thousand.

    A code dies after 5 wrong guesses, of however many clients and users: the odds against it are
    5 / 10^6. A customer makes 8 codes an hour, 16 in one over the edge of two windows: the odds
    against all of them are at most 16 * 5 / 10^6 = 0.8 / 10^4.
    """
    shop = await open_shop(consent_required="call")
    shop.clock.now = datetime.now(UTC)  # as the other processes have it
    bob, heidi = [await shop.shopper(f"{name}@example.com") for name in ("bob", "heidi")]
    code, guessed = [await new_code(each) for each in (bob, heidi)]
    wrong = f"{(int(guessed) + 1) % 10**DIGITS:0{DIGITS}}"

    sent = [("bob", code), ("heidi", wrong), ("heidi", guessed)]
    made = settings(database_url, consent_required="call")
    one, other = at_once(made, Guessers("alice", sent), Guessers("admin", sent))

    used, missed, dead = (first + second for first, second in zip(one, other, strict=True))
    assert used == {"token": 1, INVALID: 2 * CLIENTS - 1}
    assert missed + dead == {INVALID: 2 * GUESSES - used[INVALID], LIMITED: used[INVALID]}
    (imitation,) = await shop.rows("imitations")
    assert imitation["customer_id"] == shop.customer("bob")
    judged = {row["customer_id"]: row["wrong"] for row in await shop.rows("support_codes")}
    assert judged == {shop.customer("bob"): 0, shop.customer("heidi"): MOST_WRONG}
    assert (await heidi.run("storefront/support-code-state")).data["expiresAt"] is None
    assert 2 * CODES * MOST_WRONG / 10**DIGITS < 1 / 10**4


async def new_code(visitor: Visitor) -> str:
    return str((await visitor.run("storefront/create-support-code")).data["code"])
