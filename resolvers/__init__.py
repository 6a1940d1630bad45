"""Use cases: load, ask auth, store and record, in one transaction."""
