"""Whether a server answers the context of the session that it is asked for."""

from collections.abc import Mapping
from typing import Any

from auth.sign_in.tokens import TokenKind
from benchmarks.cases.asking import ask
from benchmarks.data.names import id_of, token_of
from benchmarks.data.seed import KEY
from benchmarks.data.sessions import Group, People
from benchmarks.harness.checking import differences
from benchmarks.harness.contest import WrongAnswer
from benchmarks.harness.programs import Running

CONTEXT = "storefront/context"


def headers_of(group: Group, number: int) -> Mapping[str, str]:
    """The headers of a session."""
    return {
        "sw-access-key": KEY,
        "sw-context-token": token_of(TokenKind.CONTEXT, group.name, number),
    }


class SameContexts:
    """Compares every server with what is known of the session, and with the first, whole.

    All are sent the same document.
    """

    def __init__(self, text: str, group: Group, people: People) -> None:
        self._text = text
        self._group = group
        self._people = people
        self._wanted: dict[int, Any] = {}

    def __call__(self, server: Running) -> None:
        """Raise WrongAnswer with the fields that differ."""
        for number in (0, 1, self._group.count - 1):
            found = ask(server, self._text, headers_of(self._group, number))
            wrong = [*differences(self._facts(number), facts(found))]
            wrong += differences(self._wanted.setdefault(number, found), found)
            if wrong:
                raise WrongAnswer("; ".join(wrong[:5]))

    def _facts(self, number: int) -> Mapping[str, object]:
        customer = (self._group.first_customer + number) % self._people.customers
        return {
            "token": token_of(TokenKind.CONTEXT, self._group.name, number),
            "imitated": True,
            "customer": id_of("customer", customer),
            "user": id_of("user", number % self._people.users),
            "lines": self._group.lines,
            "pieces": sum(place % 3 + 1 for place in range(self._group.lines)),
        }


def facts(context: Mapping[str, Any]) -> Mapping[str, object]:
    """What is known of a session before it is asked for."""
    return {
        "token": context["token"],
        "imitated": context["imitated"],
        "customer": context["customer"] and context["customer"]["id"],
        "user": context["imitatingUserId"],
        "lines": len(context["cart"]["lineItems"]),
        "pieces": context["cart"]["totalQuantity"],
    }
