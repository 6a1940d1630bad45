"""Speaks OpenID Connect: with browsers on their way, and with providers directly."""
