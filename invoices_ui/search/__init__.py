"""Find anything: what a text names, at the billing API, in the ledger, and looked up before."""
