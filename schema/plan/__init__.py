"""Compiles operations to Python functions; what these cannot complete goes to graphql-core.

`execution.execute` is the door; docs/adr/0011 tells why and how.
"""
