"""Partner functions and automations: what runs what, when, and what is at odds."""
