"""Shopware's own client from npm, and what the whole way answers wherever it runs."""

import os
import subprocess
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from db.demo import shop as demo
from scripts.node_packages import NoNode, find_node
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
    """Install the locked client, once; workers of a test run wait for each other."""
    with (FOLDER / "package.json").open() as lock:
        flock(lock, LOCK_EX)
        if not (FOLDER / "node_modules" / "@shopware" / "api-client").is_dir():
            run("npm", "ci", "--loglevel=error")


def run(program: str, *words: str) -> str:
    """The output of a program of Node."""
    node = find_node()
    if node is None:
        raise NoNode("Shopware's client needs Node: locks/node.lock has it.")
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    command = [str(node / program), *words]
    done = subprocess.run(
        command, check=True, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
