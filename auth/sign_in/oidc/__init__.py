"""The rules of sign-in by OpenID Connect: providers, requests, ID tokens, identities, logouts."""
