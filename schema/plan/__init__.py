"""Compiles operations to Python functions; graphql-core completes what these cannot.

Enter by `execution.execute_by_plan`. docs/adr/0011-operations-are-compiled.md has the reasons.
"""
