"""Sessions of bob at two processes; what introspection and JWTs say of them is compared."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import jwt

from db.demo import shop as demo
from tests.support.clients import Agent, Answer, Visitor
from tests.support.machines import AUDIENCE, Machine
from tests.support.shop import PASSWORD, Shop

Step = tuple[Any, ...]
LIMITED: Final = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
OUTLET: Final = f"(SELECT id FROM sales_channels WHERE access_key = '{demo.access_key('Outlet')}')"
# What each request looks at: how it is switched off, and on again.
FACTS: Final = {
    "user": (
        "UPDATE users SET active = false WHERE username = 'alice'",
        "UPDATE users SET active = true",
    ),
    "customer": ("UPDATE customers SET active = false", "UPDATE customers SET active = true"),
    "bound": (
        f"UPDATE customers SET bound_sales_channel_id = {OUTLET}",
        "UPDATE customers SET bound_sales_channel_id = NULL",
    ),
    "channel": (
        "UPDATE sales_channels SET active = false WHERE name = 'Storefront'",
        "UPDATE sales_channels SET active = true WHERE name = 'Storefront'",
    ),
}


BEGINNING: Final[list[Step]] = [
    ("password",),
    ("imitate", "FULL"),
    ("exchange", 0),
    ("exchange", 1),
]


@dataclass
class Told:
    """A JWT with its claims, and the session for which it was made."""

    token: str
    claims: dict[str, Any]
    session: str


@dataclass
class Sessions:
    """Every session that a sequence began, by its token, and every JWT that was made."""

    here: Shop
    there: Shop
    machine: Machine  # at the other process
    alice: Agent
    lena: Agent  # who approves
    tokens: list[str] = field(default_factory=list)
    jwts: list[Told] = field(default_factory=list)

    async def run(self, steps: list[Step]) -> None:
        """Play a sequence; after each step everything that is told is compared."""
        self.tokens, self.jwts = [], []
        for fact in FACTS:
            await self.here.change(FACTS[fact][1])
        for name, *values in [*BEGINNING, *steps]:
            await getattr(self, name)(*values)
            await self.compare()

    async def password(self) -> None:
        visitor = self.here.visitor()
        answer = await visitor.log_in("bob@example.com", PASSWORD)
        if not answer.errors:
            self.tokens.append(visitor.token)

    async def imitate(self, access: str) -> None:
        made = await self._generate(access=access)
        if not made.errors:
            await self._redeem(made)

    async def imitate_by_code(self) -> None:
        """By a support code, which serves once, also where none is needed."""
        bob = self.here.visitor()
        if (await bob.log_in("bob@example.com", PASSWORD)).errors:
            return
        self.tokens.append(bob.token)
        new = await bob.run("storefront/create-support-code")
        if new.errors:
            assert new.code == LIMITED
            return
        made = await self._generate(supportCode=new.data["code"])
        if made.errors:
            return
        again = await self._generate(supportCode=new.data["code"])
        assert again.code in {LIMITED, "CHECKOUT__SUPPORT_CODE_INVALID"}
        await self._redeem(made)

    async def imitate_approved(self) -> None:
        """By a request, which serves once, also where no approval is needed."""
        reason = "The cart looks empty"
        asked = await self.alice.run("admin/request-imitation", **self._ids, reason=reason)
        if asked.errors:
            return
        request = asked.data["id"]
        decided = await self.lena.run("admin/approve-imitation", requestId=request)
        assert decided.data["state"] == "APPROVED"  # nothing was switched since the request
        made = await self._generate(requestId=request)
        again = await self._generate(requestId=request)
        assert again.error["reasons"] == ["APPROVAL_NEEDED"]
        await self._redeem(made)

    @property
    def _ids(self) -> dict[str, str]:
        here = self.here
        return {"customerId": here.customer("bob"), "salesChannelId": here.channel("Storefront")}

    async def _generate(self, **others: str) -> Answer:
        generate = "admin/generate-imitate-customer-token"
        return await self.alice.run(generate, **self._ids, **others)

    async def _redeem(self, made: Answer) -> None:
        visitor = self.here.visitor()
        await visitor.redeem(made.data["token"])
        self.tokens.append(visitor.token)

    async def exchange(self, number: int) -> None:
        for token in self.tokens[number : number + 1]:
            session = await self.machine.introspect(token)
            answer = await self.machine.exchange(token)
            assert (answer.status_code == 200) >= session["active"] or session[
                "exp"
            ] <= self.now + 1
            if answer.status_code == 200:
                self._keep(answer.json()["access_token"], token, session)

    def _keep(self, made: str, session_token: str, session: dict[str, Any]) -> None:
        claims = jwt.decode(made, options={"verify_signature": False})
        assert claims["exp"] <= min(session["exp"], self.now + 120)
        assert claims["aud"] == AUDIENCE
        same = ("sub", "act", "sid", "channel", "access")
        assert [claims.get(name) for name in same] == [session.get(name) for name in same]
        self.jwts.append(Told(made, claims, session_token))

    async def use(self, number: int) -> None:
        for token in self.tokens[number : number + 1]:
            await self._visitor(token).run("storefront/products", first=1)

    async def upgrade(self, number: int) -> None:
        """Ask for full access, which nothing but an imitation that lives gets."""
        for token in self.tokens[number : number + 1]:
            before, sent = await self._seen(token), {"reason": "The voucher is not taken off"}
            answer = await self._visitor(token).run("storefront/upgrade-imitation", **sent)
            assert (answer.errors == []) == (before["act"] is not None)
            after = await self._seen(token)
            full = {"access": "FULL"} if answer.errors == [] else {}
            unchanged = {name: before[name] for name in ("active", "sub", "act")}
            assert after.items() >= (unchanged | full).items()

    async def logout(self, number: int) -> None:
        for token in self.tokens[number : number + 1]:
            await self._visitor(token).run("storefront/customer-logout")

    async def switch(self, fact: str, position: int) -> None:
        await self.here.change(FACTS[fact][position])

    async def advance(self, seconds: float) -> None:
        self.here.clock.advance(seconds=seconds)

    @property
    def now(self) -> float:
        return self.here.clock.now.timestamp()

    async def compare(self) -> None:
        """Introspection first: it must not need a store request to find an end."""
        alive = {}
        for token in self.tokens:
            told = await self.machine.introspect(token)
            seen = await self._seen(token)
            assert {name: told.get(name) for name in seen} == seen, token
            alive[token] = told
        for one in self.jwts:
            told, session = await self.machine.introspect(one.token), alive[one.session]
            assert told["active"] is (session["active"] and self.now < one.claims["exp"])
            if told["active"]:
                assert told["exp"] == min(one.claims["exp"], session["exp"])

    async def _seen(self, token: str) -> dict[str, Any]:
        """What the shop itself says of the session."""
        answer = await self._visitor(token).run("storefront/context")
        if answer.errors or answer.data["customer"] is None:
            return {"active": False, "sub": None, "act": None}
        context = answer.data
        seen = {"active": True, "sub": context["customer"]["id"], "act": None, "access": "FULL"}
        if context["imitated"]:
            imitation = context["imitation"]
            ends = [
                datetime.fromisoformat(imitation[name]) for name in ("expiresAt", "idleExpiresAt")
            ]
            seen["act"] = {"sub": context["imitatingUserId"]}
            seen["access"] = imitation["access"]
            seen["exp"] = int(min(ends).timestamp())
        return seen

    def _visitor(self, token: str) -> Visitor:
        """A client that forgets what it is answered."""
        return Visitor(self.here.http, {**self.here.visitor().headers, "sw-context-token": token})
