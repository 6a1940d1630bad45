"""Who may imitate whom, when a token is redeemed, what an imitation may do, and what ends it."""
