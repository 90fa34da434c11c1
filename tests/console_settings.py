"""The settings of a deployment, whose static files are collected beside its database: processes share no folder."""

import os
from pathlib import Path

from dashboard.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
