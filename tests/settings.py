"""The dashboard's own settings, with a test's environment under them."""

import os
from pathlib import Path
from tempfile import gettempdir

os.environ |= {
    "DEBUG": "false",
    "SECRET_KEY": "a key for tests alone, and long enough to be taken as a real one",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "HTTPS_ONLY": "false",
    "BEHIND_PROXY": "false",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL")
    or f"sqlite:///{Path(gettempdir()) / f'dashboard-tests-{os.getpid()}.sqlite3'}",
    "REDIS_URL": "",
    "TASKS_BACKEND": "",
    "EXSITED_BASE_URL": "https://exsited.example",
    "EXSITED_CLIENT_ID": "tests",
    "EXSITED_CLIENT_SECRET": "canary-own-client-secret-5cX2vQ",
    "EXSITED_REDIRECT_URI": "https://dashboard.example/callback",
    "EXSITED_TIMEZONE": "Australia/Sydney",
    "OIDC_ISSUER": "https://login.example",
    "OIDC_CLIENT_ID": "dashboard",
    "OIDC_CLIENT_SECRET": "canary-oidc-client-secret-8wYt3K",
    "OIDC_CALLBACK_URL": "https://dashboard.example/oidc/callback/",
    "OIDC_ROLES": '{"billing-admins": "Administrators", "helpdesk": "Support", "ledger": "Finance"}',
    "OIDC_GROUPS_CLAIM": "groups",
    "OIDC_SCOPES": "openid profile",
    "OIDC_NAME": "Example ID",
}

from dashboard.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = VAR_DIR / "no-static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise wants it; the finders serve
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [*MIDDLEWARE, "tests.whole_pages.WholePagesMiddleware"]  # noqa: F405
