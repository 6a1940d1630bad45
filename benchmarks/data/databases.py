"""The databases of a run: a PostgreSQL of its own, and SQLite files, all gone afterwards."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from benchmarks.harness import cores
from tests.support.engines.cluster import Cluster, cluster_folder
from tests.support.engines.databases import execute

MEMORY = "1GB"  # of shared buffers: a million sessions fit into it


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the run's databases are."""

    server: str  # the URL of PostgreSQL's own database
    folder: Path  # of SQLite's files and of the logs
    process: psutil.Process  # PostgreSQL's

    def create(self, name: str, *, template: str = "template1") -> str:
        """The URL of a new PostgreSQL database; nobody may be connected to the template."""
        statement = f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'
        asyncio.run(execute(self.server, statement))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a PostgreSQL database and close the connections to it."""
        asyncio.run(execute(self.server, f'DROP DATABASE "{name}" WITH (FORCE)'))

    def url(self, name: str) -> str:
        """The URL of a PostgreSQL database."""
        return urlsplit(self.server)._replace(path=f"/{name}").geturl()

    def file(self, name: str) -> str:
        """The URL of an SQLite database."""
        return f"sqlite:///{self.folder / name}.db"

    def copy_file(self, template: str, name: str) -> str:
        """The URL of a copy of an SQLite database that nobody has open."""
        shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        return self.file(name)


@contextmanager
def databases() -> Iterator[Databases]:
    """PostgreSQL on the client's core, as durable as in production."""
    with cores.on(cores.CLIENT), cluster_folder() as folder:
        cluster = Cluster(folder, durable=True)
        cluster.settings = cluster.settings | {"shared_buffers": MEMORY}
        cluster.start()
        files = folder / "benchmarks"
        files.mkdir()
        try:
            yield Databases(cluster.url, files, psutil.Process(cluster.server.pid))
        finally:
            cluster.stop()
