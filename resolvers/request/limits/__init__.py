"""Limits attempts. Each is counted and committed before anything is checked."""
