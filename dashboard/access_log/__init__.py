"""
The access log: who looked at what, took what away and changed what. Lines are only ever added, each sealed with the
one before it, so that a line that was changed, moved or removed shows.
"""
