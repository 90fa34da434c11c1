"""
`python -m tests.hygiene.secret_scan`: whether a file of the repository holds what looks like a secret, by
detect-secrets, and is not allowed: by .secrets.baseline, or because it plainly is none. `--allow` puts what it finds
into that file, to be read before it is kept.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from detect_secrets.core import baseline
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / ".secrets.baseline"
NOT_OURS = frozenset({".git", ".venv", "var", "build", "__pycache__"})
NOT_READ = (".png", ".baseline", "constraints.txt", "sbom.json")
AT_ONCE = 2
CANARY = re.compile("canary", re.IGNORECASE)
"""In each secret that the tests made up and look for where none may be."""
BY_NAME = frozenset({"Secret Keyword", "Basic Auth Credentials"})
"""Found because of what stands before it, whatever it is."""
PLAINLY_NONE = re.compile(r"\S+( \S+)+|.{1,7}|[a-z]+([-_.][a-z]+)*")
"""A sentence, something too short, or lower-case words."""


def files(root: Path) -> list[str]:
    """What is or may be put into the repository; all files, where this is a copy without one."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        paths = (path.relative_to(root) for path in root.rglob("*"))
        names = [str(path) for path in paths if not NOT_OURS & set(path.parts)]
    return sorted(name for name in names if not name.endswith(NOT_READ) and (root / name).is_file())


def scanned(root: Path, names: Sequence[str]) -> dict[str, list[PotentialSecret]]:
    """What looks like a secret, by file. Nothing is ever tried out anywhere, as the library's own settings would."""
    found = SecretsCollection(root=str(root))
    with transient_settings(baseline.load_from_file(str(BASELINE))):
        found.scan_files(*names, num_processors=AT_ONCE)
    return {name: [one for one in found[name] if not is_plainly_none(one)] for name in sorted(found.files)}


def is_plainly_none(secret: PotentialSecret) -> bool:
    value = secret.secret_value or ""
    return bool(CANARY.search(value) or (secret.type in BY_NAME and PLAINLY_NONE.fullmatch(value)))


def new_secrets(root: Path, names: Sequence[str]) -> list[str]:
    """Where they are and of what kind, never what they are."""
    kept = baseline.load_from_file(str(BASELINE))["results"]
    allowed = {(name, secret["type"], secret["hashed_secret"]) for name in kept for secret in kept[name]}
    found = scanned(root, names)
    return [
        f"{name}:{secret.line_number}: {secret.type}"
        for name in found
        for secret in sorted(found[name], key=lambda one: one.line_number)
        if (name, secret.type, secret.secret_hash) not in allowed
    ]


def allow_all() -> None:
    kept = baseline.load_from_file(str(BASELINE))
    # Without line numbers, which move with every edit.
    kept["results"] = {
        name: sorted(({"type": one.type, "hashed_secret": one.secret_hash} for one in found), key=str)
        for name, found in scanned(ROOT, files(ROOT)).items()
        if found
    }
    BASELINE.write_text(json.dumps(kept, indent=1) + "\n")


def main(arguments: list[str]) -> int:
    if arguments == ["--allow"]:
        allow_all()
        return 0
    found = new_secrets(ROOT, files(ROOT))
    for place in found:
        print(place)
    print(f"{len(found)} found. What is none is allowed by `python -m tests.hygiene.secret_scan --allow`.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
