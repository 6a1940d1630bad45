"""The distribution's one package: its door, and in a wheel the folder that holds everything else."""
