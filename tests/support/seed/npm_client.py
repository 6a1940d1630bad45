"""Shopware's own client from npm, and what the whole way answers wherever it runs."""

import subprocess
from pathlib import Path
from typing import Any

from db.demo import shop as demo
from scripts.node_packages import with_node
from tests.support.forks.node import node_for
from tests.support.shop import PASSWORD

FOLDER = Path(__file__).parents[2] / "shopware" / "node"
DONE = {"redirectUrl": None, "apiAlias": "array_struct"}
WAY = {
    "generated": [200, ["token"]],
    "context": ["bob@example.com", True, True],
    "added": 2,
    "changed": 1,
    "removed": True,
    "loggedOut": DONE,
    "again": ["ApiClientError", 403, "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"],
    "used": ["ApiClientError", 400, "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"],
    "own": ["Bob", False],
    "refreshed": 200,
    "unprivileged": ["ApiClientError", 403, "FRAMEWORK__MISSING_PRIVILEGE_ERROR"],
}


def given(url: str) -> dict[str, str]:
    """What the way needs to know."""
    return {
        "url": url,
        "accessKey": demo.access_key("Storefront"),
        "password": PASSWORD,
        "customerId": demo.demo_id("customer", "bob"),
        "userId": demo.demo_id("user", "alice"),
        "salesChannelId": demo.demo_id("channel", "Storefront"),
        "productId": demo.demo_id("product", "7"),
    }


def check(report: dict[str, Any]) -> None:
    """Compare what the way answered."""
    assert report.pop("distinctTokens") >= 3, "each login and logout answers a new token"
    assert report == WAY


def install() -> None:
    """Install the locked client, once."""
    node_for(FOLDER)


def run(program: str, *words: str) -> str:
    """The output of a program of Node."""
    node = node_for(FOLDER)
    command = [str(node / program), *words]
    done = subprocess.run(
        command, check=True, cwd=FOLDER, env=with_node(node), stdout=subprocess.PIPE, text=True
    )
    return done.stdout
