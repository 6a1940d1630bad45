"""The records of imitations as users see them: lists, events and proofs, and the end of one."""
