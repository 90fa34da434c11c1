"""The WSGI entry point: `gunicorn dashboard.wsgi`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

# What gunicorn's workers say when starting again would not help.
CANNOT_BOOT = 3

# A thread that makes a page lets the others on at each of its reads and writes. To be made to as well every 5 ms, as
# Python does, costs more than it gives: under load both pages and refusals come later (benchmarks/load.py).
THREAD_TURN_SECONDS = 0.02
sys.setswitchinterval(THREAD_TURN_SECONDS)

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(error, file=sys.stderr)
    sys.exit(CANNOT_BOOT)
