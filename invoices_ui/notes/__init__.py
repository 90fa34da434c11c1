"""Notes of an invoice and their files: safe to show, and searchable."""
