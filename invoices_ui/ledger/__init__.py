"""The ledger: a local read model of all invoices, what writes its rows, and its reading interface."""
