"""Amounts in minor units: currencies, prices and the limits of a cart."""
