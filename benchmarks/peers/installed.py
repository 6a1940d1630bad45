"""Installs the Node servers below var/, where npm finds their packages; nothing is committed."""

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.data.revisions import ROOT

SOURCE = Path(__file__).parent / "node"
INSTALLED = ROOT / "var" / "benchmarks" / "node"


def install(package: str = "package.json") -> Path:
    """The folder for the servers of a package file; npm runs once for it, where there is an npm."""
    folder = INSTALLED / Path(package).stem
    folder.mkdir(parents=True, exist_ok=True)
    for server in SOURCE.glob("*.mjs"):
        shutil.copy(server, folder)
    wanted, installed = folder / "package.json", folder / "installed.json"
    shutil.copy(SOURCE / package, wanted)
    if installed.exists() and filecmp.cmp(wanted, installed, shallow=False):
        return folder
    npm = shutil.which("npm")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if npm and subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False).returncode == 0:
        shutil.copy(wanted, installed)
    else:
        print("The servers of Node are left out: npm cannot install them.", file=sys.stderr)
    return folder
