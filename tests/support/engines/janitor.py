"""Clears a server's folder away when the run that made it ends, however it ends.

Its own process, because a run may be killed: `python janitor.py FOLDER` waits for the end of its
standard input, which the kernel closes with the process that started it.
"""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

PID_FILES = ("pgbouncer.pid", "data/postmaster.pid")


def main(folder: Path) -> None:
    """Stop the server in the folder, if one runs there, and remove the folder."""
    sys.stdin.read()
    deadline = time.monotonic() + 15
    # More than once: a run that was interrupted while it made the cluster may still be writing.
    while folder.exists() and time.monotonic() < deadline:
        for pid_file in PID_FILES:
            _stop(folder / pid_file)
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.02)


def _stop(pid_file: Path) -> None:
    with suppress(FileNotFoundError, ProcessLookupError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)  # both end at once: nothing here is worth a checkpoint
        # The file, not the process: a container's first process may never reap it.
        deadline = time.monotonic() + 5
        while pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        if pid_file.exists():
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
