"""The privileges, their labels, and the roles that hold them."""

from uuid import UUID

import pytest

from auth.privileges import Privilege
from tests.support.clients import Agent
from tests.support.hiring import hire
from tests.support.shop import Shop

LABELS = {
    "api_proxy_imitate-customer": ("Imitate a customer login", "Imitiere einen Kundenlogin"),
    "imitation:read": ("View imitations", "Sieh Imitationen an"),
    "imitation:end": ("End imitations", "Beende Imitationen"),
    "imitation:upgrade": (
        "Ask for full access in an imitation",
        "Verlange in einer Imitation vollen Zugriff",
    ),
    "imitation:approve": ("Approve imitations", "Gib Imitationen frei"),
    "customer:read": ("View customers", "Sieh Kunden an"),
    "customer:write": ("Edit customers", "Bearbeite Kunden"),
    "order:read": ("View orders", "Sieh Bestellungen an"),
    "sales_channel:read": ("View sales channels", "Sieh Verkaufskanäle an"),
    "sales_channel:write": ("Edit sales channels", "Bearbeite Verkaufskanäle"),
    "user:read": ("View users", "Sieh Benutzer an"),
    "user:write": ("Edit users", "Bearbeite Benutzer"),
    "role:write": ("Edit roles", "Bearbeite Rollen"),
    "webhook:read": ("View webhooks", "Sieh Webhooks an"),
    "webhook:write": ("Edit webhooks", "Bearbeite Webhooks"),
    "integration:read": ("View integrations", "Sieh Integrationen an"),
    "integration:write": ("Edit integrations", "Bearbeite Integrationen"),
    "server:read": ("View the state of the server", "Sieh den Zustand des Servers an"),
    "context:introspect": (
        "Ask who is in a customer session",
        "Frage ab, wer in einer Kundensitzung ist",
    ),
}


async def test_all_are_listed_in_english_and_german(eve: Agent) -> None:
    listed = (await eve.run("admin/privileges")).data

    assert {one["key"]: (one["labelEnGb"], one["labelDeDe"]) for one in listed} == LABELS


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("de", "Imitiere einen Kundenlogin"),
        ("DE-at", "Imitiere einen Kundenlogin"),
        ("fr-FR", "Imitate a customer login"),
        ("", "Imitate a customer login"),
    ],
)
async def test_every_german_answers_german_and_all_else_english(
    eve: Agent, language: str, label: str
) -> None:
    query = "query ($language: String!) { privileges { label(language: $language) } }"

    answer = await eve.send(query, {"language": language})

    assert answer.data[0]["label"] == label


async def test_admin_holds_all_without_a_role(admin: Agent) -> None:
    current = (await admin.run("admin/current-user")).data

    assert current["roles"] == []
    assert current["privileges"] == sorted(LABELS)


@pytest.mark.parametrize("privilege", list(Privilege))
async def test_none_implies_another(shop: Shop, admin: Agent, privilege: Privilege) -> None:
    nora = await hire(shop, admin, "nora", privilege)

    assert (await nora.run("admin/current-user")).data["privileges"] == [privilege.value]


async def test_unknown_keys_in_the_database_count_for_nothing(shop: Shop, eve: Agent) -> None:
    role = shop.role("Catalogue")
    granted = "INSERT INTO role_privileges (role_id, privilege) VALUES (:role, 'root:all')"
    await shop.change(granted, role=role if shop.application.database.is_sqlite else UUID(role))

    held = (await eve.run("admin/current-user")).data["privileges"]

    assert held == ["customer:read", "sales_channel:read"]
