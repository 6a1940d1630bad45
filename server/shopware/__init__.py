"""Shopware's REST routes, for its clients: each runs the operation of the schema that it names."""
