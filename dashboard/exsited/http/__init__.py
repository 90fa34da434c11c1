"""One HTTP exchange, judged: what is sent, how long it may take, and what its answer means. `client` alone uses it."""
