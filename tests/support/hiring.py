"""Users with chosen privileges."""

from typing import Any

from tests.support.clients import Agent
from tests.support.shop import PASSWORD, Shop


def person(username: str, /, **others: Any) -> dict[str, Any]:
    """A valid input of a user."""
    return {
        "username": username,
        "email": f"{username}@staff.example",
        "firstName": username.title(),
        "lastName": "Newcomer",
        "password": PASSWORD,
        **others,
    }


async def role_with(admin: Agent, name: str, *privileges: str) -> str:
    """The id of a new role."""
    made = await admin.run("admin/create-role", input={"name": name, "privileges": privileges})
    return str(made.data["id"])


async def hire(shop: Shop, admin: Agent, username: str, *privileges: str, **others: Any) -> Agent:
    """A new user, signed in, who holds exactly these privileges."""
    role_id = await role_with(admin, f"Role of {username}", *privileges)
    wanted = person(username, roleIds=[role_id], **others)
    assert (await admin.run("admin/create-user", input=wanted)).data["username"] == username
    return await shop.agent(username)


async def let_support_upgrade(shop: Shop) -> None:
    """Give alice's role the privilege to ask for full access, which the demo's does not hold."""
    await shop.change(
        "INSERT INTO role_privileges (role_id, privilege) "
        "SELECT id, 'imitation:upgrade' FROM roles WHERE name = 'Support' ON CONFLICT DO NOTHING"
    )
