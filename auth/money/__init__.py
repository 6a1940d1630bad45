"""Amounts in minor units: prices and the limits of a cart."""
