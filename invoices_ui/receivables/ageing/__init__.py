"""The ageing report: what is outstanding by age on any day, by currency and account."""
