"""The README is held true: its settings, its commands, its links; and so is the Makefile's help."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.__main__ import STEPS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
CI = (ROOT / ".ci" / "run").read_text()

ROW = re.compile(r"\| `(?P<name>[A-Z_]+)` \| (?P<default>.+?) \| (?P<meaning>.+) \|")
TARGET = re.compile(r"^(?P<name>[a-z][a-z-]*):(?P<rest>.*)$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://|#)([^)]+)\)")


def settings_read() -> dict[str, str]:
    """Variable and default as a README would word it, for each `env.<kind>("NAME", ...)` of the settings."""
    tree = ast.parse((ROOT / "dashboard" / "settings.py").read_text())
    return {name: default for node in ast.walk(tree) if isinstance(node, ast.Call) for name, default in read_by(node)}


def read_by(call: ast.Call) -> Iterator[tuple[str, str]]:
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *rest], keywords=options
        ):
            given = [*rest, *(option.value for option in options if option.arg == "default")]
            other = "".join(f" with `{ast.unparse(option.value)}`" for option in options if option.arg == "needed_with")
            yield name, worded(given[0]) if given else f"required{other}"


def worded(default: ast.expr) -> str:
    match default:
        case ast.Constant(value=bool(value)):
            return f"`{str(value).lower()}`"
        case ast.Constant(value=""):
            return "none"
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=other)):
            return f"the opposite of `{other}`"
        case ast.Constant(value=str(value)):
            return f"`{value}`"
        case ast.Name(id=other):
            return f"the `{other}`"
        case ast.JoinedStr():
            # A file of the project's own folder for data.
            *_, name = (str(part.value) for part in ast.walk(default) if isinstance(part, ast.Constant))
            return f"`var/{name}`"
    raise AssertionError(f"the README cannot word this default: {ast.unparse(default)}")


def settings_told() -> list[tuple[str, str]]:
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    return [(row["name"], row["default"]) for row in ROW.finditer(table)]


def commands_under(title: str) -> list[str]:
    """The lines set as code."""
    section = README.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return [line.strip() for line in section.splitlines() if line.startswith("    ")]


class TestSettings:
    def test_the_table_is_what_the_settings_read(self) -> None:
        assert dict(settings_told()) == settings_read()

    def test_each_is_told_once_and_none_is_left_out(self) -> None:
        names = [name for name, _ in settings_told()]

        assert len(names) == len(set(names)) >= 12

    def test_nothing_but_the_settings_reads_the_environment(self) -> None:
        """`env` does it for them; the demo brings an environment of its own instead of reading one."""
        readers = {
            path.relative_to(ROOT).as_posix()
            for package in ("dashboard", "integrations_ui", "invoices_ui", "sandbox")
            for path in (ROOT / package).rglob("*.py")
            if re.search(r"os\.(environ|getenv)", path.read_text())
        }

        assert readers <= {
            "dashboard/env.py",
            "dashboard/management/commands/sandbox.py",
            "dashboard/wsgi.py",
            "dashboard/management/commands/demo.py",
        }


class TestCommands:
    def test_ci_runs_the_command_of_the_readme(self) -> None:
        program = re.search(r"sed -n '(.+)' README\.md", CI)
        assert program

        found = subprocess.run(
            ["sed", "-n", program[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

        assert found.splitlines() == commands_under("Pass the tests")
        assert found.endswith("&& python -m tests\n")

    def test_demo_is_one_command(self) -> None:
        [command] = commands_under("Run it on made data")

        assert command.startswith("pip install -c constraints.txt ")
        assert command.endswith("&& python manage.py demo")

    def test_the_steps_it_names_exist(self) -> None:
        named = re.search(r"`python -m tests ((?:\w+ ?)+)`", README)
        assert named

        assert set(named[1].split()) <= set(STEPS)

    @pytest.mark.parametrize("link", sorted(set(LINK.findall(README))))
    def test_its_links_lead_somewhere(self, link: str) -> None:
        assert (ROOT / link).exists()

    def test_the_constraints_name_exact_versions_and_no_host(self) -> None:
        lines = (ROOT / "constraints.txt").read_text().splitlines()

        assert lines
        assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line)] == []


class TestMakefile:
    def test_every_target_says_what_it_does(self) -> None:
        silent = [target["name"] for target in TARGET.finditer(MAKEFILE) if not re.search(r" ## \S", target["rest"])]

        assert silent == []

    def test_no_target_is_taken_for_a_file(self) -> None:
        phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
        assert phony

        assert set(phony[1].split()) == {target["name"] for target in TARGET.finditer(MAKEFILE)}


class TestSecurity:
    def test_names_only_what_is_there(self) -> None:
        told = (ROOT / "SECURITY.md").read_text()
        named = {*LINK.findall(told), *re.findall(r"`([a-z_.]+/[\w/.-]*|[\w-]+\.(?:txt|json|py))`", told)}

        assert len(named) >= 10
        assert [name for name in sorted(named) if not (ROOT / name).exists()] == []

    @pytest.mark.parametrize("step", ["audit", "secrets"])
    def test_the_steps_it_names_exist(self, step: str) -> None:
        assert step in STEPS
        assert f"`python -m tests {step}`" in (ROOT / "SECURITY.md").read_text()
