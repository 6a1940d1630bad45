"""Changes of what the life of a session depends on, and what makes sessions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from db.demo import shop as demo
from tests.races.player import Step
from tests.races.world import PRIVILEGES, World
from tests.support.shop import PASSWORD

Variables = Callable[[World], dict[str, Any]]
NOTHING: Final = frozenset[str]()


@dataclass(frozen=True)
class Change:
    """An operation, by whom, and what it ends where it succeeds.

    `takes` are sources of the privilege: the imitations end if it was the last one. `ends` are
    imitations: `all` of the world, or the one that is `active`; `sessions`: the customer's own.
    """

    by: str
    operation: str
    variables: Variables = lambda _world: {}
    takes: frozenset[str] = NOTHING
    ends: frozenset[str] = NOTHING

    def step(self, world: World, headers: dict[str, str], delay: float) -> Step:
        """As a player takes it; `headers` are the admin's."""
        key = {"sw-access-key": world.access_key}
        by = {
            "operator": {},
            "admin": headers,
            "agent": {"authorization": f"Bearer {world.access.token}"},
            "visitor": key,
            "customer": key | {"sw-context-token": world.own.token},
            "imitator": key | {"sw-context-token": world.imitated.token},
        }
        return Step(self.operation, self.variables(world), by[self.by], delay)


def _of(kind: str, **changed: Any) -> Variables:
    return lambda world: {"id": world.ids[kind], "input": changed}


def _ids(**kinds: str) -> Variables:
    return lambda world: {name: world.ids[kind] for name, kind in kinds.items()}


def _roles(*kept: str) -> Variables:
    return lambda world: {
        "id": world.ids["user"],
        "input": {"roleIds": [world.ids[role] for role in kept if role in world.sources]},
    }


def _file(*lines: str) -> Variables:
    return lambda world: {"lines": [line.format(world=world, **world.ids) for line in lines]}


ALL: Final = frozenset({"all"})
USER, ROLE, CUSTOMER = "admin/update-user", "admin/update-role", "admin/update-customer"
BOTH: Final = ALL | {"sessions"}
ONE, OTHER, ADMIN = (frozenset({source}) for source in ("one", "other", "admin"))
WEAK: Final = {"privileges": ["customer:read"]}

PRIVILEGE_CHANGES: Final = {
    "roles taken": Change("admin", USER, _roles(), takes=ONE | OTHER),
    "one role taken": Change("admin", USER, _roles("other"), takes=ONE),
    "other role taken": Change("admin", USER, _roles("one"), takes=OTHER),
    "one role emptied": Change("admin", ROLE, _of("one", **WEAK), takes=ONE),
    "other role emptied": Change("admin", ROLE, _of("other", **WEAK), takes=OTHER),
    "one role deleted": Change("admin", "admin/delete-role", _ids(id="one"), takes=ONE),
    "other role deleted": Change("admin", "admin/delete-role", _ids(id="other"), takes=OTHER),
    "super admin demoted": Change("admin", USER, _of("user", admin=False), takes=ADMIN),
}
ENDINGS: Final = {
    "user deactivated": Change("admin", USER, _of("user", active=False), ends=ALL),
    "user deleted": Change("admin", "admin/delete-user", _ids(id="user"), ends=ALL),
    "user's password changed": Change(
        "admin",
        USER,
        lambda world: {"id": world.ids["user"], "input": {"password": world.new_password}},
        ends=ALL,
    ),
    "user signs out": Change("agent", "admin/user-logout", ends=ALL),
    "user's sessions ended": Change(
        "admin", "admin/end-user-sessions", _ids(userId="user"), ends=ALL
    ),
    "user changes their password": Change(
        "agent",
        "admin/change-own-password",
        lambda world: {"currentPassword": PASSWORD, "newPassword": world.new_password},
        ends=ALL,
    ),
    "customer deactivated": Change("admin", CUSTOMER, _of("customer", active=False), ends=BOTH),
    "customer deleted": Change("admin", "admin/delete-customer", _ids(id="customer"), ends=BOTH),
    "customer bound elsewhere": Change(
        "admin",
        CUSTOMER,
        _of("customer", boundSalesChannelId=demo.demo_id("channel", "Outlet")),
        ends=BOTH,
    ),
    "consent gone": Change("admin", CUSTOMER, _of("customer", imitationConsent=False), ends=ALL),
    "consent withdrawn": Change(
        "customer", "storefront/set-imitation-consent", lambda _: {"granted": False}, ends=ALL
    ),
    "customer's password changed": Change(
        "customer",
        "storefront/change-password",
        lambda world: {"currentPassword": PASSWORD, "newPassword": world.new_password},
        ends=BOTH,
    ),
    "channel closed": Change(
        "admin", "admin/update-sales-channel", _of("channel", active=False), ends=BOTH
    ),
    "customer imported as inactive": Change(
        "operator",
        "import/customers",
        _file(
            "id;customer_number;first_name;last_name;email;active\n",
            "{customer};{world.number};Bob;Builder;{world.email};0\n",
        ),
        ends=BOTH,
    ),
    "channel imported as closed": Change(
        "operator",
        "import/sales-channels",
        _file(
            "id;name;type;language;currency;active\n",
            "{channel};{world.channel_name};STOREFRONT;en-GB;EUR;0\n",
        ),
        ends=BOTH,
    ),
    "imitation ended": Change(
        "admin", "admin/end-imitation", _ids(id="active"), ends=frozenset({"active"})
    ),
    "imitator logs out": Change(
        "imitator", "storefront/customer-logout", ends=frozenset({"active"})
    ),
}
RESTORINGS: Final = {
    "role granted": Change("admin", ROLE, _of("one", privileges=list(PRIVILEGES))),
    "roles given": Change("admin", USER, _roles("one", "other")),
    "user activated": Change("admin", USER, _of("user", active=True)),
    "customer activated": Change("admin", CUSTOMER, _of("customer", active=True)),
    "consent given": Change("admin", CUSTOMER, _of("customer", imitationConsent=True)),
    "channel opened": Change("admin", "admin/update-sales-channel", _of("channel", active=True)),
}
HARMLESS: Final = {
    "code made": Change("customer", "storefront/create-support-code"),
    "e-mail changed": Change(
        "customer",
        "storefront/change-email",
        lambda world: {"email": f"new-{world.email}", "currentPassword": PASSWORD},
    ),
}
MAKERS: Final = {
    "generate": Change(
        "agent",
        "admin/generate-imitate-customer-token",
        _ids(customerId="customer", salesChannelId="channel"),
    ),
    "generate with a code": Change(
        "agent",
        "admin/generate-imitate-customer-token",
        lambda world: {
            "customerId": world.ids["customer"],
            "salesChannelId": world.ids["channel"],
            "supportCode": world.code,
        },
    ),
    "redeem": Change(
        "visitor",
        "storefront/imitate-customer-login",
        lambda world: {"token": world.pending.token},
    ),
    "upgrade": Change(
        "imitator",
        "storefront/upgrade-imitation",
        lambda _world: {"reason": "The voucher is not taken off"},
    ),
    "login": Change(
        "visitor",
        "storefront/customer-login",
        lambda world: {"email": world.email, "password": PASSWORD},
    ),
}
TAKERS: Final = PRIVILEGE_CHANGES | ENDINGS
CHANGES: Final = TAKERS | RESTORINGS | HARMLESS | MAKERS


@dataclass(frozen=True)
class Pair:
    """Two changes by name, the first of which takes something away."""

    names: tuple[str, str]
    sources: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """The user has the privilege from what the two may take, which is `one` role at least."""
        taken = frozenset().union(*(CHANGES[name].takes for name in self.names))
        object.__setattr__(self, "sources", taken or ONE)


def pairs() -> list[Pair]:
    """Every change that takes with itself, with every other, and with what gives the same back.

    The `other` role is as good as the `one`, but where both are taken.
    """
    takers = list(TAKERS)
    return [
        Pair((one, other))
        for position, one in enumerate(takers)
        for other in [*takers[position:], *_restoring(one), *HARMLESS, *MAKERS]
        if not one.startswith("other") or other in PRIVILEGE_CHANGES
    ]


def _restoring(taker: str) -> list[str]:
    """Those that are about the same: `channel opened` for `channel closed`."""
    return [name for name in RESTORINGS if name.split()[0].removesuffix("s") in taker]
