"""What changed: snapshots, drift from a baseline, and the words for it."""
