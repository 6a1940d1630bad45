"""Imports: a whole file comes in, or nothing of it does."""
