"""Imports of CSV files. A file is stored as a whole or not at all."""
