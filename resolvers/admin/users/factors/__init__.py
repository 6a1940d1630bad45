"""Users add, remove and look at their second factors; administrators reset those of others."""
