"""A shop on Starlette behind a proxy that reaches it by a Unix socket: clients have no address."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser.admin.landing.kits import INTEGRATIONS, STARTS_WITHIN

NOBODY = "http://127.0.0.1:1"  # no imitate answers there


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[httpx.Client]:
    socket = tmp_path / "shop"
    environment = {**os.environ, "IMITATE_URL": NOBODY, "IMITATE_ACCESS_KEY": "key"}
    command = [sys.executable, "-m", "uvicorn", "shop:app", "--uds", str(socket)]
    folder = INTEGRATIONS / "landing-starlette"
    served = subprocess.Popen(command, cwd=folder, env=environment | {"SHOP_CUSTOMERS": "1=A"})
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not socket.exists():
            assert served.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        transport = httpx.HTTPTransport(uds=str(socket))
        with httpx.Client(transport=transport, base_url=NOBODY, timeout=STARTS_WITHIN) as client:
            yield client
    finally:
        served.terminate()
        served.wait()


def test_it_asks_imitate_without_an_address(shop: httpx.Client) -> None:
    landing = "/account/login/imitate-customer"

    answer = shop.post(landing, data={"token": "x"}, headers={"origin": NOBODY})

    assert (answer.status_code, answer.text[:18]) == (503, "The administration")
