"""Storage: tables, statements, migrations. The resolver's transaction commits, nothing here."""
