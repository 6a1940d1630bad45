"""The process: settings, HTTP, command line, and the wiring of everything below."""
