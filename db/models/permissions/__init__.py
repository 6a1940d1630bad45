"""What lets an imitation begin."""
