"""The dashboard's settings with shorter times, so that every failure can be waited for; what they mean is the same."""

import os

import requests.adapters

from dashboard.exsited import Limits
from tests.console_settings import *  # noqa: F403

if trusted := os.environ.get("FAULTS_TRUSTED"):
    requests.adapters.DEFAULT_CA_BUNDLE_PATH = trusted

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["OPTIONS"] |= {"timeout": 0.5}  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE, "tests.faults.bug.BugMiddleware"]  # noqa: F405
PAGE_SECONDS = 2.3
PANEL_PATIENCE_SECONDS = 0.3
UPSTREAM_LIMITS = Limits(
    connect=0.5,
    silence=1.0,
    total=2.3,
    file_start=3.0,
    file_silence=3.0,
    file_total=20.0,
    file_bytes=48 * 1024 * 1024,
    retry_share=1.0,
    breaker_open=1.0,
    no_token=1.0,
    refused=1.0,
)
