"""Customers, as users of the admin and integrations see and change them."""
