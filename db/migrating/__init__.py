"""Migrations in one process at a time, and as SQL for a person."""
