"""The process: settings, the ASGI application and the command line."""
