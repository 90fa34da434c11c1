"""What the ledger tells those that build on it."""

from django.dispatch import Signal

completed = Signal()
"""A sync is complete: sent within the transaction that says so, and what a receiver keeps is kept with it."""
