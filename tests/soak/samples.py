"""What a server holds at a moment: memory, files, connections to PostgreSQL, and its latency."""

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg

from tests.soak.load import Told

CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True)
class Sample:
    """Of all workers together; `size` is the database's. Bytes are told in MB."""

    second: int
    memory: float
    files: int
    connections: int
    size: float
    requests: int
    p50: float  # milliseconds
    p99: float

    def __str__(self) -> str:
        return (
            f"{self.second:5} s  {self.memory:6.1f} MB  {self.files:4} files  "
            f"{self.connections:3} connections  {self.size:7.1f} MB stored  "
            f"{self.requests:6} requests  p50 {self.p50:6.1f} ms  p99 {self.p99:7.1f} ms"
        )


async def taken(second: int, workers: set[int], database: asyncpg.Connection, told: Told) -> Sample:
    """A sample of now; the connection that looks is not counted."""
    durations = sorted(told.milliseconds) or [0.0]
    return Sample(
        second=second,
        memory=sum(map(_resident, workers)) / 1e6,
        files=sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in workers),
        connections=await database.fetchval(CONNECTIONS) - 1,
        size=await database.fetchval(SIZE) / 1e6,
        requests=told.requests,
        p50=median(durations),
        p99=durations[math.ceil(len(durations) * 0.99) - 1],
    )


def _resident(pid: int) -> int:
    """Bytes of memory of its own and shared (VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024
