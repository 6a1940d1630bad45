"""docs/operating.md, followed word by word in an empty folder by a user without any right.

It starts with the release of the tag v0.1.0 where the clone has it, and upgrades to this one.
"""

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.deploy.guide import script
from tests.deploy.programs import PATH, needs
from tests.deploy.releases import earlier, newest
from tests.support.engines import binaries
from tests.support.servers import free_port

PORTS = ("HTTPS", "HTTP", "DATABASE", "FIRST", "SECOND")
NEEDED = ("caddy", "curl", "nginx", "openssl", "pg_ctlcluster")
WITHIN = 500  # seconds
# Whatever has ended the script, nothing of it goes on.
ENDING = """
trap 'status=$?; set +e; { nginx -p "$PWD" -c nginx.conf -e log/nginx-error.log -s stop
pg_ctl --pgdata=database --mode=immediate stop
kill $(jobs -p); } > /dev/null 2>&1; exit $status' EXIT
"""


@pytest.mark.beside
def test_the_guide_works_as_it_says(place: Path) -> None:
    needs(*NEEDED)
    next_release = newest(place / "next")
    first_release = earlier(place / "first") or next_release

    told, steps = follow(place / "empty", first_release, next_release)

    assert "## docs/operating/incidents.md" in steps
    assert told.count('"accessToken":"imu_') == 6
    assert told.count("Events after the backup are lost.") == 1


def follow(folder: Path, first_release: Path, next_release: Path) -> tuple[str, str]:
    """What a shell prints that runs the guide in the folder, and the steps that it announces."""
    folder.mkdir()
    binaries.give_away(folder)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    env = {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": PATH, **kept}
    env |= {"IMITATE": str(first_release), "NEXT": str(next_release)}
    with subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", ENDING + at_free_ports(script())],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **binaries.identity(),
    ) as shell:
        try:
            told, steps = shell.communicate(timeout=WITHIN)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
    assert shell.returncode == 0, f"{told[-2000:]}\n{steps[-4000:]}"
    return told, steps


def at_free_ports(text: str) -> str:
    """The script with other ports in the one line that sets them."""
    for name in PORTS:
        text, replaced = re.subn(rf"\b{name}=\d+\b", f"{name}={free_port()}", text, count=1)
        assert replaced == 1, name
    return text
