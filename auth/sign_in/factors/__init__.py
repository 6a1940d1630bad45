"""The second factors of users: authenticator apps, recovery codes and passkeys."""
