"""
gunicorn reads this where it is started. It takes nothing from a request's headers: by default it would believe what
another process of this machine, such as a proxy, passes on of where an address begins and that it came by TLS.
"""

forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
