"""Whether the numbers of an invoice agree: with each other, and from one answer of the API to the next."""
