"""Who may imitate whom, when a token is redeemed, and what an imitation may do."""
