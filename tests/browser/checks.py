"""What is looked for on a loaded page; each check returns what is wrong, in lines that tell it by themselves."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

PASSING = re.compile(r"[?&](?:walk=[^&]*|read=1$)")
"""What an address holds for a moment alone: the ticket of a list just read, and the wish to read what is stale."""
OBJECT = re.compile(r"\b[A-Z][A-Za-z]+\([a-z_]+=.{0,80}|<.{1,80} object at 0x")
ADDRESSES = "links => links.map((link) => link.getAttribute('href') ?? '')"
# What a page fetches by itself may bring more of the kind, so it is done only when nothing follows for a while.
SETTLED = """async () => {
  for (let still = 0, looks = 0; still < 5; looks++) {
    if (looks > 500) throw new Error("the page goes on fetching");
    await new Promise((done) => setTimeout(done, 20));
    still = document.querySelector(".htmx-request") ? 0 : still + 1;
  }
}"""
# Scripts that watch sizes have their say in the two frames after a change.
SPILL = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const width = document.scrollingElement.scrollWidth;
  const wide = [...document.querySelectorAll("body *")]
    .filter((part) => part.checkVisibility() && !part.closest(".scroll"))
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map((part) => part.outerHTML.slice(0, 120));
  const inside = (part, cell) => part.getBoundingClientRect().right <= cell.getBoundingClientRect().right + 1;
  const over = [...document.querySelectorAll("tbody th .id")].filter((part) => !inside(part, part.closest("th")));
  const narrow = [...document.querySelectorAll("main :is(input, select):not([type='checkbox'], [type='radio'])")]
    .filter((part) => part.checkVisibility() && part.offsetWidth < 40);
  const tight = [...over, ...narrow].slice(0, 5).map((part) => `cut off: ${part.outerHTML.slice(0, 120)}`);
  return [...(width > innerWidth ? [`${width} px in ${innerWidth} px`, ...wide] : []), ...tight];
}"""


def settle(page: Page) -> None:
    """Returns when the page has fetched what it fetches by itself."""
    page.wait_for_load_state("load")
    page.evaluate(SETTLED)


def spill(page: Page) -> list[str]:
    """What is wider than the window, an id wider than its cell, and a field too narrow to read."""
    found: list[str] = page.evaluate(SPILL)
    return found


def untitled(page: Page) -> list[str]:
    """The title, unless it says where one is."""
    title = page.title()
    return [] if title.endswith(" · Exsited Console") and title == " ".join(title.split()) else [repr(title)]


def misheaded(page: Page, heading: str) -> list[str]:
    """The first-level headings, unless there is one and it is `heading`."""
    found = page.locator("h1").all_inner_texts()
    return [] if found == [heading] else [f"{found} instead of {heading!r}"]


def unworded(page: Page) -> list[str]:
    """Objects of the program that stand on the page as Python writes them."""
    return OBJECT.findall(page.locator("body").inner_text())


def substance(page: Page) -> dict[str, object]:
    """What the page holds, apart from what changes from one second to the next."""
    main = page.locator("main")
    return {
        "headings": main.locator("h1, h2, h3").all_inner_texts(),
        "rows": main.locator("tbody tr").count(),
        "facts": main.locator("dt").all_text_contents(),
        "links": sorted({PASSING.sub("", address) for address in main.locator("a").evaluate_all(ADDRESSES)}),
    }


def differences(one: dict[str, object], other: dict[str, object]) -> Iterator[str]:
    """`one` and `other` are of `substance`."""
    for kind, held in one.items():
        if held != other[kind]:
            yield f"{kind}: {held} became {other[kind]}"
