"""The audit log as outsiders verify it: a Merkle tree, its tiles, signed checkpoints and proofs."""
