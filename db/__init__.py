"""Storage: tables, statements, migrations. Nothing here commits; the resolver's transaction does."""
