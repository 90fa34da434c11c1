"""The sync: walks over the invoices of the billing API and brings the ledger to exactly that set."""
