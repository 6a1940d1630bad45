"""Server-rendered pages: a client of the schema, never of the database."""
