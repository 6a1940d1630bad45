"""Which values of an audit event an erasure removes, and which actions record an erasure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Person(StrEnum):
    """The kinds of persons that can be erased."""

    CUSTOMER = "customer"
    USER = "user"


RETIRED: Final = "audit_log.retired"  # bodies older than AUDIT_RETENTION were removed
# An event with one of these actions names others that have lost values. No erasure touches it.
ERASURES: Final = ("customer.erased", "user.erased", RETIRED)
OF_ANYBODY: Final = frozenset({"remote_address", "user_agent"})
NAMES: Final[Mapping[Person, frozenset[str]]] = {
    Person.CUSTOMER: OF_ANYBODY | {"customer_number"},
    Person.USER: OF_ANYBODY | {"username"},
}
DETAIL: Final = "detail"
HAS_REASON: Final = '"reason": "'  # in a detail with a reason: free text, which may name anybody
PLACED: Final = frozenset({"imitation_id"})  # stays, so that lists have the event in its place


def erased_by(person: Person) -> str:
    """The action of the event that records the erasure of such a person."""
    return f"{person}.erased"


def names_of_person(person: Person, subject_id: str, values: Mapping[str, str]) -> frozenset[str]:
    """The names of the event's values that tell who the person is, or who they were to others.

    A detail with the person's id, such as that of a change to a user, holds their name as well.
    """
    detail = values.get(DETAIL, "")
    names: frozenset[str] = frozenset()
    if values.get(f"{person}_id") == subject_id:
        names = NAMES[person] & values.keys()
        names |= {DETAIL} if HAS_REASON in detail else set()
    return names | {DETAIL} if subject_id in detail else names


def names_of_retired(values: Mapping[str, str]) -> frozenset[str]:
    """The names of all values of an event whose time is over."""
    return frozenset(values.keys() - PLACED)
