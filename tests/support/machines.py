"""Integrations of the tests, made by the admin over the API, and what they send."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.clients import Agent, Client
from tests.support.hiring import role_with
from tests.support.shop import Shop

TOKEN = "/oauth/token"
INTROSPECT = "/oauth/introspect"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
AUDIENCE = "https://orders.example"


@dataclass
class Machine:
    """A client of the OAuth endpoints with its secret."""

    http: httpx.AsyncClient
    id: str
    client_id: str
    secret: str

    @property
    def credentials(self) -> dict[str, str]:
        return {"client_id": self.client_id, "client_secret": self.secret}

    async def post(self, path: str = TOKEN, /, **form: str) -> httpx.Response:
        """Send a form with the credentials in the body."""
        return await self.http.post(path, data={**self.credentials, **form})

    async def ask_for_token(self) -> httpx.Response:
        return await self.post(grant_type="client_credentials")

    async def introspect(self, token: str) -> dict[str, Any]:
        answer = await self.post(INTROSPECT, token=token)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def exchange(self, token: str, /, **others: str) -> httpx.Response:
        """Ask for a JWT of who is in the session of a context token."""
        form = {
            "grant_type": EXCHANGE,
            "subject_token": token,
            "subject_token_type": ACCESS_TOKEN,
            "audience": AUDIENCE,
        }
        return await self.post(**{**form, **others})

    async def jwt(self, token: str) -> str:
        answer = await self.exchange(token)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    async def client(self) -> Client:
        """A client of /graphql with a new bearer token."""
        answer = await self.ask_for_token()
        assert answer.status_code == 200, answer.text
        return Client(self.http, {"authorization": f"Bearer {answer.json()['access_token']}"})


async def machine_with(
    shop: Shop, admin: Agent, *privileges: str, label: str = "Warehouse", **others: Any
) -> Machine:
    """A new integration that has exactly these privileges by its role."""
    role_id = await role_with(admin, f"Role of {label}", *privileges)
    wanted = {"label": label, "roleIds": [role_id], **others}
    made = (await admin.run("admin/create-integration", input=wanted)).data
    integration = made["integration"]
    return Machine(shop.http, integration["id"], integration["clientId"], made["secret"])
