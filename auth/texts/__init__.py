"""Text from outside, parsed once into the form that is stored and compared."""
