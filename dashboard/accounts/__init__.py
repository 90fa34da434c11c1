"""Who may come in and how: sign-in and its throttle, sessions and their end, passwords, people and their roles."""
