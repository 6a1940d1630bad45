"""docs/integrating.md, followed word by word in an empty folder, prints what stands there."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import command, environment, free_port, served

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "integrating.md").read_text(encoding="utf-8")
SAVED = re.compile(r"Save .* as `([a-z.]+)`:\n\n```python\n(.*?)```", re.DOTALL)
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def part(name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->`."""
    _, begun, rest = GUIDE.partition(f"<!-- {name} -->")
    found, ended, _ = rest.partition(f"<!-- /{name} -->")
    assert begun
    assert ended
    return found


@pytest.mark.long
def test_each_step_works_as_it_says(tmp_path: Path) -> None:
    shop, folder, port = free_port(), tmp_path / "empty", free_port()
    folder.mkdir()
    followed = part("follow").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    followed = followed.replace(":9000", f":{shop}").replace("--port 9000", f"--port {shop}")
    for name, text in SAVED.findall(followed):
        (folder / name).write_text(text, encoding="utf-8")
    settings: dict[str, Any] = {
        "database_url": f"sqlite:///{tmp_path}/imitate.db",
        "public_url": f"http://127.0.0.1:{port}",
    }
    assert command("demo", env=environment(**settings)).returncode == 0
    env = {
        **os.environ,
        "IMITATE": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }

    with served(tmp_path, port=port, **settings):
        told = _run("".join(BLOCK.findall(followed)), folder, env)

    assert told == re.findall(r"```text\n(.*?)```", part("answer"), re.DOTALL)[0]


def _run(script: str, folder: Path, env: dict[str, str]) -> str:
    """The output of a shell, with what it leaves in the background killed."""
    with subprocess.Popen(
        ["bash", "-eu"],
        cwd=folder,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as shell:
        try:
            out, err = shell.communicate(f"{script}\nkill %1\n", timeout=100)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, err
    return out
