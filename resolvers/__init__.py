"""Use cases: open a transaction, load, ask auth, store, write the journal, answer."""
