"""What is checked of the repository itself: its parts, what is known against them, and that it holds no secret."""
