"""Every guarded field, asked for by each kind of caller: the answer, and what is written."""

from typing import Any

import pytest

from auth.errors import Refusal
from auth.imitation.operations import CLOSED_TO_IMITATORS, OPEN_TO_IMITATORS, check
from auth.vocabulary import ImitationAccess
from schema.guards import PUBLIC
from tests.contract.matrix import CALLERS, FORBIDDEN, MATRIX, MISSING, Row
from tests.contract.walk import SCHEMA, fields, guard, guarded, listed_codes
from tests.support.clients import Agent, Client
from tests.support.hiring import hire, let_support_upgrade
from tests.support.shop import Shop

MUTATIONS = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
READ_ONLY = "CHECKOUT__IMITATION_READ_ONLY"
# Their own tests: below, and in tests/administration/users/test_roles.py.
ELSEWHERE = {"Imitation.events", "Imitation.endProof", "Role.userCount"}
# Decided by whose imitation or session it is, not by the guard.
DECIDED_LATER = {
    *("endImitation", "upgradeImitation", "userSessions", "endUserSession", "endUserSessions")
}
# Of customers who are not imitated: there is neither a user nor an imitation to name.
UNRECORDED = {"upgradeImitation"}


async def caller(kind: str, shop: Shop, admin: Agent, row: Row) -> Client:
    """A client of this kind that names a sales channel, too."""
    if kind == "anonymous":
        return shop.visitor()
    if kind == "customer":
        return await shop.shopper("bob@example.com")
    if kind == "imitator":
        await let_support_upgrade(shop)
        return await shop.imitator(await shop.agent("alice"))
    held = [row.privilege] if kind == "user_with" and row.privilege else []
    user = await hire(shop, admin, kind, *row.besides, *held)
    user.headers.update(shop.visitor().headers)
    return user


@pytest.mark.parametrize("field", MATRIX)
async def test_each_caller_gets_the_expected_code(shop: Shop, admin: Agent, field: str) -> None:
    row = MATRIX[field]
    for kind, expected in zip(CALLERS, row.codes, strict=True):
        variables = await row.variables(shop, admin)
        client = await caller(kind, shop, admin, row)
        before = await shop.everything()

        answer = await client.run(row.operation, **variables)

        if expected is None:
            assert (kind, answer.errors) == (kind, [])
            continue
        assert (kind, answer.code) == (kind, expected)
        assert expected in listed_codes(field)
        if expected == MISSING:
            assert answer.error["missingPrivileges"] == [row.privilege]
        assert await written_since(before, shop) == recorded(field, expected)


async def written_since(before: dict[str, list[dict[str, Any]]], shop: Shop) -> list[str]:
    """The actions of the new audit events; asserts that nothing else was written."""
    after = await shop.everything()
    events = [one for one in after["audit_events"] if one not in before["audit_events"]]
    assert {**after, "audit_events": []} == {**before, "audit_events": []}
    return [event["action"] for event in events]


def recorded(field: str, code: str) -> list[str]:
    """The actions of the audit events that record this refusal: only mutations are recorded."""
    if field not in MUTATIONS or field in UNRECORDED:
        return []
    refused = {MISSING: "user.operation_refused", FORBIDDEN: "imitation.operation_refused"}
    return [refused[code]] if code in refused else []


def test_every_guarded_field_has_its_row() -> None:
    assert set(MATRIX) | ELSEWHERE == guarded()


def test_every_row_is_of_the_schema_s_privilege() -> None:
    said = {name: guard(field) for name, field in fields()}
    for name, row in MATRIX.items():
        privilege = (said[name] or {}).get("privilege")
        assert row.privilege == privilege or name in DECIDED_LATER, name


def test_mutations_open_to_imitators_are_the_allow_list() -> None:
    position = CALLERS.index("imitator")
    store = {
        name
        for name in MUTATIONS
        if name in MATRIX and None in {MATRIX[name].codes[1], MATRIX[name].codes[position]}
    }
    open_ = {name for name in store if MATRIX[name].codes[position] is None}

    assert open_ == set(OPEN_TO_IMITATORS)
    assert store - open_ == set(CLOSED_TO_IMITATORS)


@pytest.mark.parametrize("mutation", [*OPEN_TO_IMITATORS, *sorted(CLOSED_TO_IMITATORS)])
def test_descriptions_list_the_refusals_of_imitators(mutation: str) -> None:
    refused = []
    for access in ImitationAccess:
        try:
            check(mutation, access)
        except Refusal as refusal:
            refused.append(refusal.code)

    assert listed_codes(mutation) & {READ_ONLY, FORBIDDEN} == set(refused)


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_descriptions_list_the_limit_of_refusals(mutation: str) -> None:
    codes = listed_codes(mutation)

    assert LIMITED in codes or not codes & {MISSING, READ_ONLY, FORBIDDEN}


def test_queries_are_not_limited_by_refusals() -> None:
    assert not [name for name in MATRIX if name not in MUTATIONS and LIMITED in listed_codes(name)]


async def test_only_the_sign_in_is_public(shop: Shop) -> None:
    refused = await shop.stranger().run("admin/user-login", username="eve", password="")

    assert refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    assert set(PUBLIC) == {
        *("signInProviders", "userLogin", "beginPasskeyLogin", "finishPasskeyLogin")
    }


async def test_events_need_the_privilege_to_read_imitations(shop: Shop, admin: Agent) -> None:
    ender = await hire(shop, admin, "zoe", "imitation:end")
    imitation = (await MATRIX["endImitation"].variables(shop, admin))["id"]
    query = "mutation ($id: ID!) { endImitation(id: $id) { events { action } } }"

    refused = await ender.send(query, {"id": imitation})

    assert refused.code == MISSING
    assert refused.error["missingPrivileges"] == ["imitation:read"]
    assert refused.body["data"] is None
    seen = (await admin.send(query, {"id": imitation})).data["events"]
    assert [event["action"] for event in seen] == ["imitation.generated", "imitation.ended"]


@pytest.mark.parametrize("proof", ["proof", "endProof"])
async def test_proof_needs_the_privilege_to_read_imitations(
    shop: Shop, admin: Agent, proof: str
) -> None:
    ender = await hire(shop, admin, "zoe", "imitation:end")
    imitation = (await MATRIX["endImitation"].variables(shop, admin))["id"]
    query = f"mutation ($id: ID!) {{ endImitation(id: $id) {{ {proof} }} }}"

    refused = await ender.send(query, {"id": imitation})

    assert refused.code == MISSING
    assert refused.error["missingPrivileges"] == ["imitation:read"]
    assert refused.body["data"] == {"endImitation": {proof: None}}
    assert (await admin.send(query, {"id": imitation})).data == {proof: None}
