"""The ledger: a local read model of all invoices, its sync with the billing API, and its reading interface."""
