"""The pages: each handler answers one address and runs the operations that it needs."""
