"""Bulk statements of imports."""
