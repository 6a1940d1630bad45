"""The rule on who may give a privilege, and what a user holds."""

from collections.abc import Set as AbstractSet

import pytest

from auth.errors import MissingPrivilege
from auth.privileges import SUPER_ADMIN, Privilege, check_may_give, effective

HELD = frozenset({Privilege.CUSTOMER_READ, Privilege.USER_WRITE})


def missing(given: AbstractSet[str], *, held: frozenset[str] = HELD, admin: bool = False) -> object:
    with pytest.raises(MissingPrivilege) as refusal:
        check_may_give(given, held=held, admin=admin)
    return refusal.value.extensions["missingPrivileges"]


def test_held_privileges_may_be_given() -> None:
    check_may_give(set(HELD), held=HELD, admin=False)
    check_may_give(set(), held=frozenset(), admin=False)


def test_every_privilege_that_is_not_held_is_named() -> None:
    given = {Privilege.CUSTOMER_READ, Privilege.ROLE_WRITE, Privilege.IMITATE_CUSTOMER}

    assert missing(given) == ["api_proxy_imitate-customer", "role:write"]


def test_only_a_super_admin_makes_a_super_admin() -> None:
    every = frozenset(Privilege)

    assert missing({SUPER_ADMIN}, held=every) == ["admin"]
    check_may_give({SUPER_ADMIN}, held=every, admin=True)


def test_unknown_keys_grant_nothing_and_need_nothing() -> None:
    check_may_give({"order:fly"}, held=HELD, admin=False)

    assert effective(admin=False, granted={"order:fly", "customer:read"}) == {"customer:read"}
    assert effective(admin=True, granted=frozenset()) == frozenset(Privilege)
