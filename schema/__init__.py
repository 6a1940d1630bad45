"""The schema that clients see: types, descriptions and guards. Each field calls one resolver."""
