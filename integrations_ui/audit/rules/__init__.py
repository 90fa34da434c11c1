"""The rules themselves, by what they are about."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "automations",
    "schedules",
    "functions",
    "configuration",
    "keys",
    "traffic",
    "connections",
    "secrets",
    "unknown",
)


def load() -> None:
    """Lets every module add its rules, in this order."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
