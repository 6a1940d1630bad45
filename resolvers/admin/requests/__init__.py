"""Use cases of requests for another user's approval."""
