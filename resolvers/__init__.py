"""The use cases. Each opens a transaction, loads, asks auth, stores, records and answers."""
