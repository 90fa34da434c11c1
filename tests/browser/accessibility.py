"""axe-core on a page: the rules of WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A frame holds the browser's own PDF viewer, whose insides are not ours.
OURS: dict[str, object] = {"resultTypes": ["violations"], "iframes": False}
OPTIONS = {**OURS, "runOnly": {"type": "tag", "values": TAGS}}
CONTRAST = {**OURS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target, html, any, all }) => {
      const why = [...any, ...all].map(({ message }) => message).join("; ");
      return `${id} (${impact}, ${help}) at ${target.join(" ")}: ${html.slice(0, 160)} ${why.slice(0, 240)}`;
    }));
}"""

# The evidence of all connections has 67,000 elements, nearly all in panels and rows alike; axe would take many minutes.
SHORTEN = """([rows, elements]) => {
  for (const row of document.querySelectorAll(`main tbody > tr:nth-child(n + ${rows + 1})`)) row.remove();
  for (const panel of [...document.querySelectorAll("main > section")].slice(1).reverse()) {
    if (document.querySelectorAll("main *").length <= elements) break;
    panel.remove();
  }
}"""
ROWS, ELEMENTS = 12, 3000


def shorten(page: Page) -> None:
    """Takes all but the first rows out of each table, and the last panels out of a huge page: for its last checks."""
    page.evaluate(SHORTEN, [ROWS, ELEMENTS])


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each place."""
    return _run(page, OPTIONS)


def faint_words(page: Page) -> list[str]:
    """What axe finds of contrast: all that another colour scheme can change on a page that has been looked at."""
    return _run(page, CONTRAST)


def _run(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, options)
    return found
