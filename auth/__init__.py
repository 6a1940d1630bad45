"""Words that every room may use; the wings hold rules: pure functions of values and of `now`."""
