"""What outsiders get of the audit log: checkpoints, tiles, entries, and proofs of events."""
