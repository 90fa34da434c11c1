"""What is owed: each number by one definition, as invoices of the ledger that its link leads to."""
