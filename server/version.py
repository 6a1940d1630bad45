"""The version of the program, which is the distribution's too."""

__version__ = "0.1.0"
