"""The files of deploy/ as linters, schemas, systemd and Prometheus see them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.guide import script
from tests.deploy.programs import needs

ROOT = Path(__file__).parents[2]
KIT = ROOT / "deploy"
LINTERS = ROOT / ".venv" / "deploy" / "bin"  # of locks/deploy.lock
UNITS = ("imitate-web@8001.service", "imitate-migrate.service", "imitate-backup.service")
GREATEST_EXPOSURE = 20  # tenths; 1.2 when it was written

pytestmark = pytest.mark.beside


def told(*command: str | Path, cwd: Path | None = None) -> str:
    """What the program prints, which must end with 0."""
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def linter(name: str) -> Path:
    found = LINTERS / name
    if not found.exists():
        pytest.skip(f"needs {name}: make test-deploy installs it")
    return found


def test_containerfile_passes_hadolint() -> None:
    assert told(linter("hadolint"), "--failure-threshold=style", KIT / "Containerfile") == ""


def test_last_stage_builds_nothing_and_is_not_root() -> None:
    _, last = (KIT / "Containerfile").read_text(encoding="utf-8").split("\n\nFROM ")

    assert not re.search(r"pip|venv|gcc|build-essential|npm|uv ", last.partition("ENV")[0])
    assert "\nUSER 10001:10001\n" in last
    assert "\nHEALTHCHECK " in last


def test_compose_file_has_the_form_that_compose_reads() -> None:
    told(linter("check-jsonschema"), "--builtin-schema", "compose-spec", KIT / "compose.yaml")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The root of a machine with the units, and programs that do nothing."""
    needs("systemd-analyze")
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(KIT / "systemd", units)
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    for program in ("srv/imitate/current/bin/imitate", "srv/imitate/backup.sh", "usr/bin/curl"):
        made = tmp_path / program
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text("#!/bin/sh\n", encoding="utf-8")
        made.chmod(0o755)
    return tmp_path


def test_systemd_has_nothing_to_say_about_the_units(machine: Path) -> None:
    told_of = told("systemd-analyze", f"--root={machine}", "verify", *UNITS, "imitate-backup.timer")

    assert told_of == ""


def test_systemd_names_what_is_wrong(machine: Path) -> None:
    """The test before this one can fail."""
    (machine / "srv/imitate/current/bin/imitate").unlink()

    run = subprocess.run(
        ["systemd-analyze", f"--root={machine}", "verify", UNITS[0]],
        capture_output=True,
        check=False,
    )

    assert run.returncode != 0


@pytest.mark.parametrize("unit", UNITS)
def test_units_may_do_little(machine: Path, unit: str) -> None:
    told(
        "systemd-analyze", f"--root={machine}", "security", "--offline=true", "--no-pager",
        f"--threshold={GREATEST_EXPOSURE}", unit,
    )  # fmt: skip


def test_shell_of_kit_and_guide_passes_shellcheck(tmp_path: Path) -> None:
    needs("shellcheck")
    guide = tmp_path / "guide.sh"
    # The variables of the reader, and the settings file, come from elsewhere.
    guide.write_text(f"#!/bin/bash\n# shellcheck disable=SC1091,SC2154\n{script()}")

    told("shellcheck", "--severity=warning", KIT / "backup.sh", guide)


def test_alerts_are_raised_by_what_they_are_for(tmp_path: Path) -> None:
    needs("promtool")
    shutil.copy(KIT / "prometheus" / "imitate-rules.yaml", tmp_path)
    shutil.copy(Path(__file__).with_name("alerts.yaml"), tmp_path)

    assert "SUCCESS" in told("promtool", "check", "rules", "imitate-rules.yaml", cwd=tmp_path)
    assert "SUCCESS" in told("promtool", "test", "rules", "alerts.yaml", cwd=tmp_path)


def test_caddy_formats_its_file_so() -> None:
    needs("caddy")
    file = KIT / "caddy" / "Caddyfile"

    assert told("caddy", "fmt", file) == file.read_text(encoding="utf-8")
