"""What became of the outstanding amount: the snapshot of each day, and what has moved since one of them."""
