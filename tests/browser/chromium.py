"""Starts the browser of the tests: a Chromium on PATH, else Playwright's own.

Where no pop-up has to be blocked, Debian's headless shell is used: it draws pages without a window
and needs half of the work.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):
    """Neither on PATH nor downloaded by Playwright."""


def find(playwright: Playwright) -> str:
    """The path of the program."""
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
    if found is None:
        raise NoBrowser(
            "No Chromium was found. Install one (Debian: apt install chromium; elsewhere: "
            ".venv/bin/playwright install chromium) or leave these tests out: make test BROWSER=no"
        )
    return found


def find_shell(playwright: Playwright) -> str:
    """The path of the headless shell, which has no windows and no pop-ups; else of the browser."""
    return shutil.which(SHELL) or find(playwright)


def launch(playwright: Playwright, program: str) -> Browser:
    """A browser that blocks pop-ups as users' browsers do; Playwright's default allows them."""
    return playwright.chromium.launch(
        executable_path=program,
        args=["--disable-gpu", "--disable-quic", "--disable-background-networking"],
        chromium_sandbox=os.geteuid() != 0,
        ignore_default_args=["--disable-popup-blocking"],
    )
