"""Requests for another user's approval: what needs one, and who may give it."""
