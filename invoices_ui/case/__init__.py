"""The case screen: all that is known of one invoice, for the person on the phone."""
