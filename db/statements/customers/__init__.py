"""Statements that list customers for the admin."""
