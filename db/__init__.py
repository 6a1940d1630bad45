"""Storage: tables, statements, migrations. Resolvers commit; nothing here does."""
