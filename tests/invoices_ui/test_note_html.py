"""Notes are written by anybody: published vectors of script injection must end as inert text or allowed tags."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices_ui.notes.html import MOST_CHARACTERS, MOST_TAGS, TAGS, note_text

SHOWN_TAGS = TAGS | {"div"}
VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/track.gif'>",
    '<IMG """><SCRIPT>alert("XSS")</SCRIPT>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text x=20 y=20>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='//evil.example/x.swf'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='background:url(//evil.example/x)'>a</p>",
    "<p onclick=alert(1) onmouseover=alert(1)>a</p>",
    "<p id=main class=notice name=x data-copy=x hx-get=/logout/ hx-trigger=load>a</p>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href=' &#14; javascript:alert(1)'>a</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='vbscript:msgbox(1)'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>a</a>",
    "<a href='file:///etc/passwd'>a</a>",
    "<a href='//evil.example/'>a</a>",
    "<a href='/logout/'>a</a>",
    "<a href='\\\\evil.example\\x'>a</a>",
    "<a href='https:evil.example'>a</a>",
    "<a href='https://user:word@evil.example/'>a</a>",
    "<a href='https://ok.example/' target=_top onclick=alert(1) ping=//evil.example>a</a>",
    "<form action=/logout/ method=post><button>Sign out</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>a</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=//evil.example/x autoplay>",
    "<table background=//evil.example/x><td background='javascript:alert(1)'>a</td></table>",
    "<td colspan=99999999 rowspan=-1>a</td>",
    "<b <script>alert(1)</script>0",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<a\x0chref=javascript:alert(1)>a</a>",
    "<dialog open>Your session has ended</dialog>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<custom-element onload=alert(1)>a</custom-element>",
    "{% load look %}{{ request.user.password }}",
]


class Oracle(HTMLParser):
    """Everything in a text that is not an allowed tag, attribute or link."""

    def __init__(self) -> None:
        super().__init__()
        self.violations: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SHOWN_TAGS:
            self.violations.append(f"<{tag}>")
        for name, value in attrs:
            if not self.is_allowed(tag, name, value or ""):
                self.violations.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.violations.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.violations.append(f"declaration {decl}")

    @staticmethod
    def is_allowed(tag: str, name: str, value: str) -> bool:
        if tag == "a" and name == "href":
            return value.lower().startswith(("https://", "http://", "mailto:"))
        if tag == "a" and name == "rel":
            return value == "noopener noreferrer nofollow"
        return tag in {"td", "th"} and name in {"colspan", "rowspan"} and value.isdigit() and len(value) <= 2


def violations(content: str) -> list[str]:
    oracle = Oracle()
    oracle.feed(str(note_text(content).html))
    oracle.close()
    return oracle.violations


class TestHostileHtml:
    @pytest.mark.parametrize("vector", VECTORS)
    def test_ends_inert(self, vector: str) -> None:
        assert violations(vector) == []

    @pytest.mark.parametrize("vector", VECTORS)
    def test_ends_inert_inside_other_tags(self, vector: str) -> None:
        assert violations(f"<table><tr><td>{vector}</td></tr></table><h1>{vector}</h1>") == []

    @given(
        st.lists(
            st.sampled_from(
                [
                    "<",
                    ">",
                    "/",
                    "'",
                    '"',
                    "=",
                    " ",
                    "a",
                    "b",
                    "svg",
                    "style",
                    "script",
                    "table",
                    "<!--",
                    "-->",
                    "href",
                    "onerror",
                    "javascript:",
                    "&lt;",
                    "\n",
                ]
            ),
            max_size=60,
        )
    )
    def test_any_mixture_ends_inert(self, parts: list[str]) -> None:
        assert violations("".join(parts)) == []

    def test_the_oracle_itself_sees_what_is_wrong(self) -> None:
        oracle = Oracle()
        oracle.feed("<p style=x>a</p><img src=x><a href='javascript:x'>b</a><!-- c -->")

        assert len(oracle.violations) == 5


class TestHonestHtml:
    def test_keeps_what_people_write(self) -> None:
        html = "<p>Rang <b>Rosa</b>.</p><ul><li>4 chillers</li></ul><blockquote>She pays</blockquote>"

        assert note_text(html).html == html

    def test_keeps_tables_readable(self) -> None:
        html = note_text("<table><tr><th colspan=2>Line</th></tr><tr><td>1</td><td>2</td></tr></table>").html

        assert html == ('<table><tbody><tr><th colspan="2">Line</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>')

    @pytest.mark.parametrize("href", ["https://a.example/b?c=d#e", "http://a.example", "mailto:rosa@a.example"])
    def test_keeps_absolute_links_and_marks_them(self, href: str) -> None:
        html = note_text(f'<a href="{href}" target="_top">x</a>').html

        assert html == f'<a href="{href}" rel="noopener noreferrer nofollow">x</a>'

    def test_headings_do_not_join_the_pages_own(self) -> None:
        assert note_text("<h1>Where it stands</h1>").html == "<div><b>Where it stands</b></div>"

    def test_escaped_tags_stay_text(self) -> None:
        assert note_text("<p>&lt;h1&gt;</p>").html == "<p>&lt;h1&gt;</p>"

    def test_lines_of_plain_text_stay_lines(self) -> None:
        assert note_text("one\r\ntwo & three").html == "one<br>two &amp; three"

    @pytest.mark.parametrize("content", [None, "", "<p></p>", "<p>&nbsp;</p><br>", "<img src=x>"])
    def test_nothing_to_read_is_nothing(self, content: str | None) -> None:
        assert note_text(content).html == ""


class TestDegraded:
    @pytest.mark.parametrize(
        "content",
        ["<i></p>" * 20_000, "<b>" * 100_000, "<p>long</p>" * 500_000, "x" * (MOST_CHARACTERS + 1), "<p>\ud800</p>"],
        ids=["misnested", "nested", "five megabytes", "one long text", "lone surrogate"],
    )
    def test_is_plain_text_with_a_notice_in_time(self, content: str) -> None:
        started = time.perf_counter()
        found = note_text(content)

        assert time.perf_counter() - started < 0.5
        assert found.degraded.startswith("It")
        assert "plain text" in found.degraded
        assert found.html.startswith('<pre class="raw">')
        assert "<" not in found.html.removeprefix('<pre class="raw">').removesuffix("</pre>")
        found.html.encode()

    def test_says_how_much_is_shown(self) -> None:
        assert "first 20,000 of 300,000 characters" in note_text("x" * 300_000).degraded

    def test_as_many_tags_as_allowed_are_still_read(self) -> None:
        assert note_text("<b>" * (MOST_TAGS // 2) + "x" + "</b>" * (MOST_TAGS // 2)).degraded == ""

    def test_is_logged_without_its_words(self, caplog: pytest.LogCaptureFixture) -> None:
        note_text("secret" * MOST_CHARACTERS)

        assert [record.message for record in caplog.records] == ["note_degraded"]
