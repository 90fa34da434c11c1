"""Two connections side by side."""
