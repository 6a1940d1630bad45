"""Signs users in at providers of OpenID Connect, and out when the provider says so."""
