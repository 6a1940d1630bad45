"""What clients see: types, descriptions and guards. Each field is one call down."""
