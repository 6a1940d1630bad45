"""The process: settings, ASGI application, endpoint, telemetry and command line."""
