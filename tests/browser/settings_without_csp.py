"""A deployment whose pages have no content security policy: nothing but its cleaning stops what is in a note."""

from tests.console_settings import *  # noqa: F403

MIDDLEWARE = [name for name in MIDDLEWARE if name != "csp.middleware.CSPMiddleware"]  # noqa: F405
