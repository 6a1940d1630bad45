"""The handlers of the pages; each answers one path and runs the operations that it needs."""
