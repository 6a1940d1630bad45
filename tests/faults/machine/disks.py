"""A disk of its own for a test: a file with ext4 on a loop device, which needs root."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

needs_root: Final = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/loop-control").exists() or not shutil.which("mkfs.ext4"),
    reason="disks of their own need root, loop devices and mkfs.ext4",
)
SIZE: Final = 200 << 20  # bytes; an empty PostgreSQL takes 40 MB
PIECES: Final = (1 << 20, 1 << 12, 1)  # bytes


class Disk:
    """A file system that a test fills, and that the kernel makes read-only."""

    def __init__(self, above: Path) -> None:
        self.folder = above / "disk"
        self._image = above / "image"
        self._filler = self.folder / "filler"
        with self._image.open("wb") as image:
            image.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-m", "0", self._image)
        self.folder.mkdir()
        self.mount()
        self.folder.chmod(0o777)

    def mount(self) -> None:
        """Mount it; as servers do, the kernel makes it read-only after an error."""
        _run("mount", "-o", "loop,errors=remount-ro", self._image, self.folder)

    def unmount(self) -> None:
        """Nothing may be open on it."""
        _run("umount", self.folder)

    def fill(self) -> None:
        """Leave no byte."""
        with self._filler.open("wb", buffering=0) as filler:
            for size in PIECES:
                _write_until_full(filler.fileno(), b"x" * size)

    def free(self) -> None:
        """Remove what has filled it."""
        self._filler.unlink()

    def fail(self) -> None:
        """Write everything to the disk, then make the kernel find an error."""
        os.sync()
        _run("mount", "-o", "remount,abort", self.folder)

    @contextmanager
    def mounted_read_only(self) -> Iterator[None]:
        """As an administrator mounts it; what is open already can still be written."""
        _run("mount", "--bind", self.folder, self.folder)
        _run("mount", "-o", "remount,bind,ro", self.folder)
        yield
        _run("umount", "--lazy", self.folder)

    def remove(self) -> None:
        """Remove it, whatever is open on it."""
        _run("umount", "--lazy", self.folder)
        self._image.unlink()


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A disk that every user can reach: PostgreSQL does not run as root."""
    with tempfile.TemporaryDirectory(prefix="imitate-disk-") as name:
        above = Path(name)
        above.chmod(0o755)
        disk = Disk(above)
        try:
            yield disk
        finally:
            disk.remove()


def _write_until_full(descriptor: int, piece: bytes) -> None:
    while True:
        try:
            os.write(descriptor, piece)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                return
            raise


def _run(*program: str | Path) -> None:
    subprocess.run([str(part) for part in program], check=True)
