"""
`python -m tests.hygiene.audit`: whether a vulnerability is known in any package of constraints.txt, asked of OSV by
pip-audit. It fails for one that is known. Where the data cannot be reached it says so and passes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OSV = "https://api.osv.dev/v1/query"
CONNECT_SECONDS = 3
FIRST_SECONDS, ALL_SECONDS = 8, 240
NO_ANSWER = re.compile(r"requests\.exceptions\.\w+|Could not connect|ServiceError|HTTPError")


class OutOfReach(Exception):
    """The vulnerability data could not be had."""


def known(pins: list[str], *, osv: str, seconds: float) -> list[str]:
    """A line for each vulnerability. Raises OutOfReach; and RuntimeError where pip-audit fails of itself."""
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "pins.txt", Path(folder) / "told.json"
        asked.write_text("\n".join(pins))
        command = [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(asked), "--no-deps", "--disable-pip"),
            *("--vulnerability-service", "osv", "--osv-url", osv, "--timeout", str(CONNECT_SECONDS)),
            *("--progress-spinner", "off", "--format", "json", "--output", str(told), "--cache-dir", folder),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise OutOfReach(f"no answer within {seconds:.0f} seconds") from None
        if not done.returncode:
            return []
        if told.exists():
            return [line for found in json.loads(told.read_text())["dependencies"] for line in lines_of(found)]
        if reason := NO_ANSWER.search(done.stderr):
            raise OutOfReach(reason[0])
        raise RuntimeError(done.stderr)


def lines_of(found: dict[str, object]) -> list[str]:
    flaws = found.get("vulns")
    assert isinstance(flaws, list)
    return [
        f"{found['name']} {found['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for flaw in flaws
    ]


def audit(pins: list[str], *, osv: str = OSV) -> int:
    try:
        known(pins[:1], osv=osv, seconds=FIRST_SECONDS)  # so that nobody waits long for nothing
        flaws = known(pins, osv=osv, seconds=ALL_SECONDS)
    except OutOfReach as reason:
        print(f"NOT AUDITED: the vulnerability data at {osv} cannot be reached ({reason}). Run this where it can.")
        return 0
    print("\n".join(flaws) or f"No vulnerability is known in {len(pins)} packages.")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(audit((ROOT / "constraints.txt").read_text().split()))
