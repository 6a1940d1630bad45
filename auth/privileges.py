"""The privileges, their labels, and who may hold and give them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from auth.errors import MissingPrivilege

SUPER_ADMIN: Final = "admin"  # names the rank of a super admin among the missing privileges


class Privilege(StrEnum):
    """A right of a user. None implies another; a super admin holds all."""

    IMITATE_CUSTOMER = "api_proxy_imitate-customer"
    IMITATION_READ = "imitation:read"
    IMITATION_END = "imitation:end"
    IMITATION_UPGRADE = "imitation:upgrade"
    IMITATION_APPROVE = "imitation:approve"
    CUSTOMER_READ = "customer:read"
    CUSTOMER_WRITE = "customer:write"
    ORDER_READ = "order:read"
    SALES_CHANNEL_READ = "sales_channel:read"
    SALES_CHANNEL_WRITE = "sales_channel:write"
    USER_READ = "user:read"
    USER_WRITE = "user:write"
    ROLE_WRITE = "role:write"
    WEBHOOK_READ = "webhook:read"
    WEBHOOK_WRITE = "webhook:write"
    INTEGRATION_READ = "integration:read"
    INTEGRATION_WRITE = "integration:write"
    SERVER_READ = "server:read"
    CONTEXT_INTROSPECT = "context:introspect"


# Rights to act as a customer, or to let others do so: a person answers for each use of them.
PERSONS_ALONE: Final = frozenset(
    {"api_proxy_imitate-customer", "imitation:upgrade", "imitation:approve"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a privilege for people, in both languages."""

    en_gb: str
    de_de: str

    def in_language(self, language: str) -> str:
        """German for every language that starts with `de`, else English."""
        return self.de_de if language.lower().startswith("de") else self.en_gb


LABELS: Final[dict[Privilege, Label]] = {
    Privilege.IMITATE_CUSTOMER: Label("Imitate a customer login", "Imitiere einen Kundenlogin"),
    Privilege.IMITATION_READ: Label("View imitations", "Sieh Imitationen an"),
    Privilege.IMITATION_END: Label("End imitations", "Beende Imitationen"),
    Privilege.IMITATION_UPGRADE: Label(
        "Ask for full access in an imitation", "Verlange in einer Imitation vollen Zugriff"
    ),
    Privilege.IMITATION_APPROVE: Label("Approve imitations", "Gib Imitationen frei"),
    Privilege.CUSTOMER_READ: Label("View customers", "Sieh Kunden an"),
    Privilege.CUSTOMER_WRITE: Label("Edit customers", "Bearbeite Kunden"),
    Privilege.ORDER_READ: Label("View orders", "Sieh Bestellungen an"),
    Privilege.SALES_CHANNEL_READ: Label("View sales channels", "Sieh Verkaufskanäle an"),
    Privilege.SALES_CHANNEL_WRITE: Label("Edit sales channels", "Bearbeite Verkaufskanäle"),
    Privilege.USER_READ: Label("View users", "Sieh Benutzer an"),
    Privilege.USER_WRITE: Label("Edit users", "Bearbeite Benutzer"),
    Privilege.ROLE_WRITE: Label("Edit roles", "Bearbeite Rollen"),
    Privilege.WEBHOOK_READ: Label("View webhooks", "Sieh Webhooks an"),
    Privilege.WEBHOOK_WRITE: Label("Edit webhooks", "Bearbeite Webhooks"),
    Privilege.INTEGRATION_READ: Label("View integrations", "Sieh Integrationen an"),
    Privilege.INTEGRATION_WRITE: Label("Edit integrations", "Bearbeite Integrationen"),
    Privilege.SERVER_READ: Label("View the state of the server", "Sieh den Zustand des Servers an"),
    Privilege.CONTEXT_INTROSPECT: Label(
        "Ask who is in a customer session", "Frage ab, wer in einer Kundensitzung ist"
    ),
}

_KNOWN: Final[frozenset[str]] = frozenset(Privilege)


def effective(*, admin: bool, granted: AbstractSet[str]) -> frozenset[str]:
    """Every privilege that a user holds. Keys that this version does not know are left out."""
    return _KNOWN if admin else _KNOWN & granted


def effective_of_integration(granted: AbstractSet[str]) -> frozenset[str]:
    """Every privilege that an integration holds: what its roles grant but persons alone hold."""
    return effective(admin=False, granted=granted - PERSONS_ALONE)


def check_may_give(given: AbstractSet[str], *, held: AbstractSet[str], admin: bool) -> None:
    """Raise MissingPrivilege if a caller gives away, or takes over, more than they hold.

    `held` and `admin` are those of the caller who gives. `given` may contain SUPER_ADMIN; keys that
    this version does not know grant nothing and are left out.
    """
    holds = held | {SUPER_ADMIN} if admin else held
    if missing := given & ({*Privilege, SUPER_ADMIN} - holds):
        raise MissingPrivilege(sorted(missing))
