"""Every flag against every connection."""
