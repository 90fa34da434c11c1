"""The list of connections, and what every page of one shows."""
