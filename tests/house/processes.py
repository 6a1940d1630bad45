"""Programs that run in processes of their own."""

import subprocess
import sys


def at_once(number: int, program: str, *arguments: str) -> list[str]:
    """What each of so many processes prints; fails the test where one fails."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True
        )
        for _ in range(number)
    ]
    printed = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * number
    return printed
