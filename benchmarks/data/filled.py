"""The filled databases of a run: each is made when a case asks for it, and copied where it can."""

import asyncio
import sys
from dataclasses import dataclass, field

from benchmarks.data import seed, shop
from benchmarks.data.databases import Databases
from benchmarks.data.revisions import Revision
from benchmarks.data.sessions import People
from benchmarks.data.shop import Size


@dataclass
class Filled:
    """Databases by name. Where one is copied, no server may be connected to it."""

    databases: Databases
    people: People
    _urls: dict[str, str] = field(default_factory=dict)

    def postgres(self, revision: Revision, name: str, size: Size) -> str:
        """The URL of a PostgreSQL database of this size for the revision."""
        known = f"{name} of {revision.name}"
        if known not in self._urls:
            sown = f"seed of {revision.name}"
            if sown not in self._urls:
                _tell(sown)
                self._urls[sown] = self.databases.create(sown)
                seed.sow(revision, self._urls[sown], self.databases.folder)
            self._urls[known] = self.databases.create(known, template=sown)
            self._fill(known, size)
        return self._urls[known]

    def sqlite(self, revision: Revision, name: str, size: Size) -> str:
        """The URL of an SQLite database of this size."""
        known = f"{name} on SQLite"
        if known not in self._urls:
            _tell(known)
            self._urls[known] = self.databases.file(known)
            seed.sow(revision, self._urls[known], self.databases.folder)
            self._fill(known, size)
        return self._urls[known]

    def copy(self, url: str, name: str) -> str:
        """The URL of a copy, for a case that writes."""
        (template,) = [known for known, its_url in self._urls.items() if its_url == url]
        copied = f"{name} copied from {template}"
        if url.startswith("sqlite:///"):
            return self.databases.copy_file(template, copied)
        return self.databases.create(copied, template=template)

    def _fill(self, known: str, size: Size) -> None:
        _tell(known)
        asyncio.run(shop.fill(self._urls[known], self.people, size))


def _tell(what: str) -> None:
    print(f"Filling: {what}", file=sys.stderr, flush=True)
