"""axe-core on a page: the rules of WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A frame holds the browser's own PDF viewer, whose insides are not ours.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "iframes": False}
RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target, html, any, all }) => {
      const why = [...any, ...all].map(({ message }) => message).join("; ");
      return `${id} (${impact}, ${help}) at ${target.join(" ")}: ${html.slice(0, 160)} ${why.slice(0, 240)}`;
    }));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each place."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, OPTIONS)
    return found
