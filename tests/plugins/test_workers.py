"""`serve --workers` loads plug-ins in each worker, so that forks share nothing of theirs."""

from pathlib import Path

import pytest

from tests.support.forks.workers import until
from tests.support.servers import served

PLUGIN = """
import os, pathlib, threading

pathlib.Path(__file__).with_name(f"loaded-{os.getpid()}").touch()
threading.Thread(target=threading.Event().wait, daemon=True).start()

async def hold(attempt): ...
"""


@pytest.mark.long
def test_a_plug_in_may_have_threads_and_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "crm-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: crm\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[imitate.plugins]\nhold = crm:hold\n")
    (tmp_path / "crm.py").write_text(PLUGIN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with served(tmp_path, "--workers", "2", genuine=True, plugins="hold") as server:
        workers = until(server, lambda found: len(found) == 2)
        server.stop()

    loaded = {int(file.name.removeprefix("loaded-")) for file in tmp_path.glob("loaded-*")}
    assert workers < loaded  # and the process that tried whether it can be loaded
    assert server.process.pid not in loaded
