"""What people write in notes is kept; what cannot be read safely is shown as its source, in time."""

from __future__ import annotations

import time
from html import unescape

import pytest
from django.utils.html import strip_tags

from invoices_ui.notes.html import MOST_CHARACTERS, note_text
from invoices_ui.notes.weighing import MOST_ATTRIBUTES, MOST_TAGS

BOLD = [f"<b x={number}>" for number in range(MOST_TAGS // 2)]
SMALL_AND_COSTLY = {
    "misnested": "<i></p>" * 20_000,
    "nested": "<b>" * 100_000,
    "five megabytes": "<p>long</p>" * 500_000,
    "one long text": "x" * (MOST_CHARACTERS + 1),
    "lone surrogate": "<p>\ud800</p>",
    "opened again in each block": f"<p>{''.join(BOLD[:1900])}{'<p>x' * 1900}",
    "opened again in each division": f"<div>{''.join(BOLD[:1300])}{'</div><div>x' * 1300}",
    "many attributes": f"<b {' '.join(f'a{number}' for number in range(30_000))}>x",
    "many attributes after a quoted end": f"<b x='>' {' '.join(f'a{number}' for number in range(30_000))}>x",
    "tags within a tag": f"{'<b/x=' * 3_900}{'a' * 170_000}>",
    "tags within a name": f"{'<a' * 3_900}{'a' * 170_000}>",
}


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

    @pytest.mark.parametrize(
        "html",
        [
            "<select><option>Rosa pays</option></select>",
            "<textarea>Rosa pays",
            "<noscript>Rosa pays</noscript>",
            "<form><label>Rosa <button>pays</button></label></form>",
            "<marquee>Rosa pays</marquee>",
        ],
    )
    def test_keeps_the_words_of_what_is_not_kept(self, html: str) -> None:
        assert note_text(html).html == "Rosa pays"

    @pytest.mark.parametrize("content", [None, "", "<p></p>", "<p>&nbsp;</p><br>", "<img src=x>"])
    def test_nothing_to_read_is_nothing(self, content: str | None) -> None:
        assert note_text(content).html == ""


class TestDegraded:
    @pytest.mark.parametrize("content", SMALL_AND_COSTLY.values(), ids=SMALL_AND_COSTLY)
    def test_is_plain_text_with_a_notice_in_time(self, content: str) -> None:
        started = time.perf_counter()
        found = note_text(content)

        assert time.perf_counter() - started < 0.5
        assert "This is its source as plain text" in found.degraded
        assert found.html.startswith('<pre class="raw">')
        assert "<" not in found.html.removeprefix('<pre class="raw">').removesuffix("</pre>")
        found.html.encode()

    def test_says_how_much_is_shown(self) -> None:
        assert "first 20,000 of 300,000 characters" in note_text("x" * 300_000).degraded

    def test_as_many_tags_as_allowed_are_still_read(self) -> None:
        assert note_text("<b>" * (MOST_TAGS // 2) + "x" + "</b>" * (MOST_TAGS // 2)).degraded == ""

    @pytest.mark.parametrize("content", ["5 <b or so", "Dear <a href='x>Rosa</a>, all of this", "<p", "<p x='a>"])
    def test_a_tag_without_end_would_swallow_the_rest(self, content: str) -> None:
        found = note_text(content)

        assert found.degraded.startswith("One of its tags never ends.")
        assert unescape(strip_tags(found.html)) == content

    def test_as_many_attributes_as_anybody_writes_are_still_read(self) -> None:
        assert note_text(f"<p{' x=1' * MOST_ATTRIBUTES}>word</p>").html == "<p>word</p>"
        assert note_text(f"<p{' x=1' * (MOST_ATTRIBUTES + 1)}>word</p>").degraded != ""

    def test_a_long_mail_with_colours_and_a_picture_is_still_read(self) -> None:
        lines = [f"<p><font color=#{n % 10}00><b style='x'>{n}</b></font> and so on</p>" for n in range(450)]
        picture = f"<img alt='logo' src='data:image/png;base64,{'A' * 100_000}'>"

        assert note_text("".join([*lines, picture, "<p>Kind regards"])).degraded == ""

    def test_is_logged_without_its_words(self, caplog: pytest.LogCaptureFixture) -> None:
        note_text("secret" * MOST_CHARACTERS)

        assert [record.message for record in caplog.records] == ["note_degraded"]
