"""The queue of passwords to be hashed: sixteen wait, more are refused."""

import asyncio
import os
import threading

import pytest

from server.application import WAITING
from tests.support.shop import PASSWORD, OpenShop

pytest_plugins = ["tests.sign_in.hashing"]


@pytest.mark.parametrize("who", ["user", "customer"])
async def test_seventeenth_in_the_queue_is_refused(
    open_shop: OpenShop, slow: threading.Event, who: str
) -> None:
    """C4."""
    shop = await open_shop(database_pool=30, rate_account_logins=1000, rate_address_logins=1000)
    room = (os.cpu_count() or 1) + WAITING
    logins = [
        asyncio.create_task(
            shop.stranger().run("admin/user-login", username="alice", password=PASSWORD)
            if who == "user"
            else shop.visitor().log_in("bob@example.com", PASSWORD)
        )
        for _ in range(room + 1)
    ]

    done, waiting = await asyncio.wait(logins, return_when=asyncio.FIRST_COMPLETED)
    slow.set()
    others = await asyncio.gather(*waiting)

    assert WAITING == 16
    (refused,) = [login.result() for login in done]
    assert refused.error == {"code": "UNAVAILABLE", "retryAfter": 1}
    assert refused.response.status_code == 503
    assert refused.response.headers["retry-after"] == "1"
    assert [answer.errors for answer in others] == [[]] * room
