"""The distribution's one package: its door, and in a wheel the folder of everything else."""
