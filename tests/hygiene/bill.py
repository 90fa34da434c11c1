"""
`python -m tests.hygiene.bill`: writes sbom.json, the software bill of materials in CycloneDX, from constraints.txt and
pyproject.toml. The same two files give the same bill, byte for byte.
"""

from __future__ import annotations

import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[2]
BILL = ROOT / "sbom.json"
NAME = re.compile(r"[A-Za-z0-9._-]+")
FOR_TESTS = "test"


def canonical(name: str) -> str:
    """As the registry compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    """Each package by its canonical name, with its exact version."""
    lines = (line.split("==") for line in (ROOT / "constraints.txt").read_text().split())
    return {canonical(name): version for name, version in lines}


def wanted(lines: list[str]) -> set[str]:
    """The names in what pyproject.toml asks for."""
    return {canonical(found[0]) for line in lines if (found := NAME.match(line))}


def bill() -> str:
    """Whatever the dashboard itself asks for is required, its extras are optional, what only tests need is excluded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = wanted(project["dependencies"])
    extras = project["optional-dependencies"]
    optional = {name for extra in extras.keys() - {FOR_TESTS} for name in wanted(extras[extra])}
    itself = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        description=project["description"],
        licenses=[DisjunctiveLicense(id=project["license"])],
        bom_ref=project["name"],
    )
    components = {name: component(name, version) for name, version in pinned().items()}
    for name in needed:
        components[name].scope = ComponentScope.REQUIRED
    for name in optional:
        components[name].scope = ComponentScope.OPTIONAL
    for name in wanted(extras[FOR_TESTS]) - needed - optional:
        components[name].scope = ComponentScope.EXCLUDED
    bom = Bom(components=components.values())
    bom.metadata.component = itself
    bom.register_dependency(itself, [components[name] for name in sorted(needed | optional)])
    return as_text(json.loads(JsonV1Dot6(bom).output_as_string()))


def component(name: str, version: str) -> Component:
    place = PackageURL(type="pypi", name=name, version=version)
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=place, bom_ref=str(place))


def as_text(told: dict[str, Any]) -> str:
    """Without the time, and with a number that only changes with the content."""
    told["metadata"].pop("timestamp")
    told.pop("serialNumber")
    content = json.dumps(told, sort_keys=True)
    told["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    BILL.write_text(bill())
