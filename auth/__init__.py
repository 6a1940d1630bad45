"""The rules: pure functions of values and of the time, which is passed in."""
