"""`/api/oauth/token` reads OAuth's form as well as JSON, with the same answers."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.clients import Client
from tests.support.machines import machine_with
from tests.support.seed.routes import TOKEN, error, password_grant, refresh_grant
from tests.support.shop import Shop

FORM = "application/x-www-form-urlencoded"
GRANT = urlencode(password_grant("alice"))


async def post(shop: Shop, content: str, content_type: str = FORM, **options: Any) -> Any:
    headers = {"content-type": content_type, **options.pop("headers", {})}
    return await shop.http.post(TOKEN, content=content, headers=headers, **options)


async def test_each_grant_is_given(shop: Shop) -> None:
    machine = await machine_with(shop, await shop.agent("admin"), "customer:read")
    credentials = {"client_id": machine.client_id, "client_secret": machine.secret}

    person = await post(shop, GRANT, f"{FORM}; charset=UTF-8")
    again = await post(shop, urlencode(refresh_grant(person.json()["refresh_token"])))
    of_machine = await post(shop, urlencode({"grant_type": "client_credentials", **credentials}))

    assert [answer.status_code for answer in (person, again, of_machine)] == [200] * 3
    assert "set-cookie" not in person.headers
    bearer = {"authorization": f"Bearer {again.json()['access_token']}"}
    assert (await Client(shop.http, bearer).run("admin/current-user")).data["username"] == "alice"
    assert set(of_machine.json()) == {"token_type", "expires_in", "access_token"}


@pytest.mark.parametrize(
    ("content", "options", "status", "code"),
    [
        (f"{GRANT}&username=eve", {}, 400, "3"),
        (f"{GRANT}&a=%ff", {}, 400, "3"),
        (GRANT, {"params": {"x": "1"}}, 400, "3"),
        (GRANT, {"headers": {"content-encoding": "gzip"}}, 400, "3"),
        (GRANT, {"content_type": f"{FORM}; charset=latin-1"}, 415, "FRAMEWORK__BAD_REQUEST"),
        (GRANT, {"content_type": "text/plain"}, 415, "FRAMEWORK__BAD_REQUEST"),
        ("", {}, 400, "2"),
        (GRANT.replace("imitate-demo", ""), {}, 401, "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"),
    ],
    ids=range(8),
)
async def test_other_forms_are_refused(
    shop: Shop, content: str, options: dict[str, Any], status: int, code: str
) -> None:
    answer = await post(shop, content, **options)

    assert (answer.status_code, error(answer)["code"]) == (status, code)
    assert await shop.rows("user_sessions") == []
