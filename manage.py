#!/usr/bin/env python
"""Django's command line for the dashboard."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    match sys.argv[1:2]:
        case ["sandbox"]:
            os.environ["DJANGO_SETTINGS_MODULE"] = "dashboard.standalone"
        case ["demo"]:
            from dashboard.demo import environment  # noqa: PLC0415  (the demo alone brings its own configuration)

            os.environ.update(environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
