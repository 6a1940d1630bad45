"""The dependencies are locked with hashes, and none is a version known as bad."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent.parent
LOCKS = sorted(ROOT.glob("locks/*.lock"))
PINNED = re.compile(r"^([a-z0-9][a-z0-9.\-]*)==([^ ;\\]+)((?:[^\\\n]|\\\n)*)", re.MULTILINE)
# Package: the versions that must not be locked, and why. "" is every version.
KNOWN_BAD = {
    "strawberry-graphql": "<0.341",  # CVE-2026-35523, CVE-2026-35526: sign-in passed by
    "starlette": "<0.49.1",  # CVE-2025-62727: a Range header costs quadratic time
    "h11": "<0.16",  # CVE-2025-43859: requests smuggled through chunks
    "jinja2": "<3.1.6",  # CVE-2025-27516: a template leaves its sandbox
    "python-multipart": "",  # not needed, because nothing is uploaded
    "mako": "<1.2.2",  # CVE-2022-40023: a template costs exponential time
    "requests": "<2.32.4",  # CVE-2024-47081: .netrc's passwords go elsewhere
}


def pinned(lock: Path) -> dict[str, tuple[str, str]]:
    """Version and the rest of its lines, by package."""
    return {name: (version, rest) for name, version, rest in PINNED.findall(lock.read_text())}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_q1_every_version_is_locked_with_its_hash(lock: Path) -> None:
    packages = pinned(lock)

    assert packages
    assert [name for name, (_, rest) in packages.items() if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_q1_no_version_is_known_to_be_bad(lock: Path) -> None:
    bad = [
        f"{name} {version}"
        for name, (version, _) in pinned(lock).items()
        if name in KNOWN_BAD and version in SpecifierSet(KNOWN_BAD[name], prereleases=True)
    ]

    assert bad == []


def test_q1_what_we_ask_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[^a-z0-9-]", line)[0] for line in project["dependencies"]}

    assert wanted <= pinned(ROOT / "locks" / "run.lock").keys()


def test_q2_no_page_names_another_host() -> None:
    pages = [*ROOT.glob("storefront/**/*.jinja"), *ROOT.glob("storefront/**/*.html")]
    pages += [*ROOT.glob("storefront/**/*.css"), *ROOT.glob("storefront/**/*.js")]
    pages += [*ROOT.glob("admin/*.html"), *ROOT.glob("server/static/admin/**/*.html")]
    loads = re.compile(
        r"""(?:src|href|action)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?h"""
    )

    assert pages
    assert [page.name for page in pages if loads.search(page.read_text())] == []


def test_q3_warnings_are_errors(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("filterwarnings") == ["error"]
