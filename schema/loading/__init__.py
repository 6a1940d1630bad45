"""Loads the children of many rows by one statement, not by one for each row."""
