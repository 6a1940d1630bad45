"""The distribution: its version, and in a wheel the folder that holds everything else."""

__version__ = "0.1.0"
