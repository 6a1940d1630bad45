"""The rule by which events of the audit log are counted for the overview."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from auth.vocabulary import ErrorCode


class Counted(StrEnum):
    """What is counted, and by what it is told apart."""

    GENERATED = "generated"
    STARTED = "started"
    BY_USER = "by user"  # the same, by the user's id
    ENDED = "ended"  # by the cause
    REFUSED = "refused"
    REFUSED_FOR = "refused for"  # the same, by each reason
    ORDERED = "ordered"


# Each event of these is one refusal. A refused mutation counts where a token was asked for.
_REFUSALS: Final = {
    "imitation.refused": "reasons",
    "imitation.redemption_refused": "cause",
    "imitation.operation_refused": "code",
    "user.operation_refused": "code",
}
_TOKEN: Final = "generateImitateCustomerToken"  # noqa: S105 - the name of a mutation
_CODE: Final = re.compile(r"[A-Z][A-Z_:]{0,63}")


def counted(
    *, action: str, detail: str | None, user_id: str | None
) -> Iterator[tuple[Counted, str]]:
    """What an event adds one to. An erased detail counts without what told it apart."""
    facts = _facts(detail)
    match action:
        case "imitation.generated":
            yield Counted.GENERATED, ""
        case "imitation.redeemed":
            yield Counted.STARTED, ""
            yield Counted.BY_USER, user_id or ""
        case "imitation.ended":
            yield Counted.ENDED, _code(facts.get("cause"))
        case "imitation.operation" if facts.get("operation") == "placeOrder":
            yield Counted.ORDERED, ""
        case "user.operation_refused" if facts.get("operation") != _TOKEN:
            return
        case _ if action in _REFUSALS:
            yield Counted.REFUSED, ""
            for reason in _reasons(facts.get(_REFUSALS[action])):
                yield Counted.REFUSED_FOR, reason


def _facts(detail: str | None) -> dict[str, Any]:
    found = json.loads(detail) if detail else {}
    return found if isinstance(found, dict) else {}


def _reasons(found: object) -> list[str]:
    return sorted({_code(each) for each in (found if isinstance(found, list) else [found])})


def _code(found: object) -> str:
    """A token that misses its customer or channel is refused in words, not by a code."""
    if found is None:
        return ""
    text = str(found)
    return text if _CODE.fullmatch(text) else ErrorCode.CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN
