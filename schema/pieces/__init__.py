"""Completes the long lists of an answer piece by piece, so that others have the event loop."""
