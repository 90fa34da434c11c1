"""Where our numbers and those of the billing API disagree, and invoices that contradict themselves."""
