"""The distribution: its version, and in a wheel the folder that holds everything else."""

from typing import Final

__version__: Final = "0.1.0"
