"""A configuration in a few numbers: for each module, how many of its flags are on, off or neither."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Self

from dashboard.exsited import Configuration, Module


@dataclass(frozen=True, kw_only=True, slots=True)
class ModuleSummary:
    """`unknown` counts flags that came without a value, or with one that is neither true nor false."""

    name: str
    on: int
    off: int
    unknown: int

    @classmethod
    def of(cls, module: Module) -> Self:
        values = Counter(setting.value if isinstance(setting.value, bool) else None for setting in module.settings)
        return cls(name=module.name, on=values[True], off=values[False], unknown=values[None])


def summary_of(configuration: Configuration) -> list[ModuleSummary]:
    return [ModuleSummary.of(module) for module in configuration.modules]
