"""The rules of webhooks: kinds, bodies, signatures, addresses and retries."""
