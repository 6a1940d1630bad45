"""Support codes as they are sent: guesses, and who asked for a code."""
