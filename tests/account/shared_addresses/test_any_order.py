"""In any order of changes no sales channel admits two accounts with one e-mail address.

What is allowed is told from all pairs of channels and accounts, without the application's rule.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.clients import Agent
from tests.support.shop import Shop

CHANNELS = ("Storefront", "Outlet", "Headless")
Step = tuple[Any, ...]
who, address, flag = st.integers(0, 3), st.integers(0, 1), st.booleans()
channel = st.sampled_from([None, "Outlet", "Headless"])
step: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("create"), address, channel, flag),
    st.tuples(st.just("create"), address, channel, st.sampled_from([False])),
    st.tuples(st.just("bind"), who, channel),
    st.tuples(st.just("bind"), who, channel),
    st.tuples(st.just("email"), who, address),
    st.tuples(st.just("guest"), who, flag),
)


@dataclass(frozen=True)
class Person:
    """A customer as the model has them."""

    email: str
    channel: str | None
    guest: bool


@dataclass
class Play:
    """Customers in the shop and in a dictionary."""

    shop: Shop
    admin: Agent
    number: int = 0  # of sequences
    people: dict[str, Person] = field(default_factory=dict)  # by id

    async def run(self, steps: list[Step]) -> None:
        """Take the steps with customers of their own, then compare."""
        self.number += 1
        self.people = {}
        for name, *values in steps:
            await getattr(self, name)(*values)
        rows = {str(row["id"]).replace("-", ""): row for row in await self.shop.rows("customers")}
        for id_, person in self.people.items():
            row, bound = rows[id_], person.channel and self.shop.channel(person.channel)
            assert (row["email"], bool(row["guest"])) == (person.email, person.guest)
            assert (str(row["bound_sales_channel_id"] or "").replace("-", "") or None) == bound

    def email_of(self, address: int) -> str:
        return f"{address}@{self.number}.example"

    async def create(self, address: int, channel: str | None, guest: bool) -> None:  # noqa: FBT001 - a step
        person = Person(self.email_of(address), channel, guest)
        answer = await self.admin.run(
            "admin/create-customer",
            input={
                "customerNumber": f"{self.number}-{len(self.people)}",
                "firstName": "Any",
                "lastName": "Body",
                "email": person.email,
                "boundSalesChannelId": channel and self.shop.channel(channel),
                "guest": guest,
            },
        )
        if self.is_allowed({**self.people, "": person}):
            self.people[answer.data["id"]] = person
        else:
            assert answer.error == {"code": "VIOLATION::INVALID", "field": "email"}

    async def bind(self, who: int, channel: str | None) -> None:
        bound = channel and self.shop.channel(channel)
        await self.change(who, {"boundSalesChannelId": bound}, channel=channel)

    async def email(self, who: int, address: int) -> None:
        await self.change(who, {"email": self.email_of(address)}, email=self.email_of(address))

    async def guest(self, who: int, guest: bool) -> None:  # noqa: FBT001 - a step
        await self.change(who, {"guest": guest}, guest=guest)

    async def change(self, who: int, sent: dict[str, Any], **new: Any) -> None:
        if who >= len(self.people):
            return
        id_ = list(self.people)[who]
        after = self.people | {id_: replace(self.people[id_], **new)}
        answer = await self.admin.run("admin/update-customer", id=id_, input=sent)
        if self.is_allowed(after):
            assert answer.data["id"] == id_
            self.people = after
        else:
            field_ = "email" if "guest" in sent else next(iter(sent))
            assert answer.error == {"code": "VIOLATION::INVALID", "field": field_}

    def is_allowed(self, people: dict[str, Person]) -> bool:
        """Whether each channel admits at most one account with each address."""
        admitted = Counter(
            (channel, person.email)
            for channel in CHANNELS
            for person in people.values()
            if not person.guest and person.channel in {None, channel}
        )
        return max(admitted.values(), default=0) <= 1


@pytest.fixture
async def play(shop: Shop, admin: Agent) -> Play:
    """One shop for all sequences."""
    return Play(shop, admin)


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=4, max_size=10))
async def test_no_channel_admits_two(play: Play, steps: list[Step]) -> None:
    await play.run(steps)
