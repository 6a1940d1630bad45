"""The clients of the tests: they send the documents of `graphql/`, as real clients do."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

GRAPHQL = Path(__file__).parents[2] / "graphql"
# The files of the operations; those of one room lie in folders by subject, which no name repeats.
DOCUMENTS = {
    f"{path.relative_to(GRAPHQL).parts[0]}/{path.stem}": path
    for path in sorted(GRAPHQL.glob("*/**/*.graphql"))
}


@cache
def document(operation: str) -> str:
    """The text of an operation of `graphql/`, such as `admin/user-login`."""
    return DOCUMENTS[operation].read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer from /graphql."""

    response: httpx.Response

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.response.text)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors", [])

    @property
    def data(self) -> Any:
        """The value of the one root field; fails the test on any error."""
        assert not self.errors, self.errors
        (value,) = self.body["data"].values()
        return value

    @property
    def error(self) -> dict[str, Any]:
        """The extensions of the one error; fails the test on anything else."""
        (error,) = self.errors
        return error["extensions"]

    @property
    def code(self) -> str:
        """The code of the one error."""
        return str(self.error["code"])

    @property
    def token(self) -> str | None:
        """The context token to use from now on."""
        token: str | None = self.response.headers.get("sw-context-token")
        return token


@dataclass
class Client:
    """Sends operations with its headers; forgets cookies."""

    http: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def run(self, operation: str, /, **variables: Any) -> Answer:
        """Run an operation of `graphql/`."""
        return await self.send(document(operation), variables)

    async def send(self, query: str, variables: dict[str, Any] | None = None) -> Answer:
        """Run any document."""
        body = {"query": query, "variables": variables or {}}
        response = await self.http.post("/graphql", json=body, headers=self.headers)
        self.http.cookies.clear()
        return Answer(response)


@dataclass
class Agent(Client):
    """A user of the admin, signed in by bearer token."""

    id: str = ""

    @classmethod
    async def signed_in(cls, http: httpx.AsyncClient, username: str, password: str) -> "Agent":
        answer = await Client(http).run("admin/user-login", username=username, password=password)
        session = answer.data
        headers = {"authorization": f"Bearer {session['accessToken']}"}
        return cls(http, headers, session["user"]["id"])

    async def token_for(
        self, customer_id: str, sales_channel_id: str, **others: Any
    ) -> dict[str, Any]:
        """What generateImitateCustomerToken answers."""
        answer = await self.run(
            "admin/generate-imitate-customer-token",
            customerId=customer_id,
            salesChannelId=sales_channel_id,
            **others,
        )
        return answer.data


@dataclass
class Visitor(Client):
    """A client of a storefront; uses the context token of the last answer, as real ones do."""

    async def send(self, query: str, variables: dict[str, Any] | None = None) -> Answer:
        answer = await super().send(query, variables)
        if answer.token is not None:
            self.headers["sw-context-token"] = answer.token
        return answer

    @property
    def token(self) -> str:
        return self.headers["sw-context-token"]

    def copy(self) -> "Visitor":
        """Another client with the same token."""
        return Visitor(self.http, dict(self.headers))

    async def log_in(self, email: str, password: str) -> Answer:
        return await self.run("storefront/customer-login", email=email, password=password)

    async def redeem(self, token: str, **others: Any) -> Answer:
        return await self.run("storefront/imitate-customer-login", token=token, **others)

    async def context(self) -> dict[str, Any]:
        return (await self.run("storefront/context")).data

    async def cart(self) -> dict[str, int]:
        """What is in the cart: quantities by product number."""
        lines = (await self.context())["cart"]["lineItems"]
        return {line["product"]["productNumber"]: line["quantity"] for line in lines}
