"""What clients see: types, descriptions and guards."""
