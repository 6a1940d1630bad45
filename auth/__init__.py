"""Rules: pure functions of values and of the time passed in."""
