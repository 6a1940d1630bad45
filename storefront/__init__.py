"""Server-rendered shop pages; a client of the schema."""
