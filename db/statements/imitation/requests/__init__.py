"""Statements about requests for approvals."""
