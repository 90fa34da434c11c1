"""A list over the ledger: what its address asks for, what it shows, its file, and what stands beside an invoice."""
