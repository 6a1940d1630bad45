"""How a sign-in is proved, limited and tied to known origins, and how long it lasts."""
