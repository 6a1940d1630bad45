"""Server-rendered pages of the sales channels: a client of the schema, never of the database."""
