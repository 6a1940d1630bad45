"""The proof that no audit event was changed or taken away."""
