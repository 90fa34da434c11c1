"""The WSGI entry point: `gunicorn dashboard.wsgi`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

# What gunicorn's workers say when starting again would not help.
CANNOT_BOOT = 3

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(error, file=sys.stderr)
    sys.exit(CANNOT_BOOT)
