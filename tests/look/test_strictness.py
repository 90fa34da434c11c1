"""What the content security policy and the house forbid, looked for in every template and style sheet."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
class TestTemplate:
    def test_has_no_inline_style_handler_or_script(self, path: Path) -> None:
        source = path.read_text()

        assert not re.search(r"\sstyle\s*=", source)
        assert not re.search(r"<style\b", source)
        assert not re.search(r"\son[a-z]+\s*=", source)
        assert not re.search(r"\shx-(on|vals)\b", source)
        assert not re.search(r"<script(?![^>]*\ssrc=)", source)

    def test_has_no_link_to_nowhere_and_no_foreign_address(self, path: Path) -> None:
        source = path.read_text()

        assert 'href="#"' not in source
        assert "javascript:" not in source
        assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", source)

    def test_compiles(self, path: Path) -> None:
        assert get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", STYLES, ids=named)
class TestStyleSheet:
    def test_loads_nothing_from_elsewhere(self, path: Path) -> None:
        assert not re.search(r"url\(|@import", path.read_text())

    def test_is_small_and_linked(self, path: Path) -> None:
        assert len(path.read_text().splitlines()) < 300
        assert f"css/{path.name}" in (ROOT / "templates/components/head.html").read_text()


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
class TestScript:
    def test_evaluates_nothing_and_writes_no_html_or_style(self, path: Path) -> None:
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacent|\.style\b", path.read_text())

    def test_is_small(self, path: Path) -> None:
        assert len(path.read_text().splitlines()) < 150


class TestHtmxConfig:
    def test_is_hardened(self) -> None:
        found = re.search(r"name=\"htmx-config\"\s+content='([^']*)'", (ROOT / "templates/base.html").read_text())
        assert found
        config = json.loads(unescape(found[1]))

        assert config["allowEval"] is False
        assert config["allowScriptTags"] is False
        assert config["includeIndicatorStyles"] is False
        assert config["selfRequestsOnly"] is True
        assert config["historyCacheSize"] == 0
        assert config["refreshOnHistoryMiss"] is True
        assert {"code": "[45]..", "swap": True, "error": True} in config["responseHandling"]
