"""A folder on the disk, for databases, environments and programs of another user."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Everybody may enter it, the user of the programs too."""
    made = Path(tempfile.mkdtemp(prefix="imitate-deploy-", dir="/var/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)
