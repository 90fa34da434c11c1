"""Settings for the one command that needs no configuration: `manage.py sandbox`."""

from django.core.management.utils import get_random_secret_key

SECRET_KEY = get_random_secret_key()
INSTALLED_APPS = ["dashboard"]
USE_TZ = True
