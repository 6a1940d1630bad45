"""The past of the demo shop: thirty days of imitations, sign-ins and orders, until yesterday."""
