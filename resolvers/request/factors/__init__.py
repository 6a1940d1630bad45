"""The second factors of users: codes that they send, and what several use cases do with them."""
