"""
Sign-in through an OpenID provider, where one is set up: the calls to it, who comes back, and their roles.

`views` and `exchange` need the extra `oidc`, and only `urls` imports them, when it is on.
"""
