"""Storage: models, statements and migrations."""
