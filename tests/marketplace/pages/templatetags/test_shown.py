import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.pages.templatetags.shown import MAX_IN_BLOCK, UNSEEN, plain, prose, seen, shown, visible


def block_of(text: str, url: str = "") -> str:
    return Template("{% load shown %}{% shown_block text url %}").render(Context({"text": text, "url": url}))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\x1b[31mred\x1b[0m", "U+001B"),
        ("a\x00b", "U+0000"),
        ("price \u202e001$", 'title="right-to-left override">U+202E'),
        ("\u2066isolated", "U+2066"),
        ("mark\u200e", "U+200E"),
        ("pass\u200bword", "U+200B"),
        ("half \ud83d", "U+D83D"),
        ("next\x85line", "U+0085"),
        ("\U000e0041\U000e0042", "U+E0041"),
        ("\u200b" * 5_000, "U+200B ×5000"),
        ("co\u200dop", "U+200D"),
    ],
)
def test_character_that_cannot_be_seen_is_shown_by_its_number(text: str, says: str) -> None:
    for html in (shown(text), block_of(text)):
        assert says in html
        assert not UNSEEN.search(html)


@pytest.mark.parametrize("text", ["Grüße, 東京, שלום", "👩\u200d🚒", "می\u200cخواهم", "tab\tand\nline"])
def test_ordinary_writing_of_any_script_is_left_alone(text: str) -> None:
    assert shown(text) == f"<bdi>{text}</bdi>"


def test_markup_and_template_code_stay_text() -> None:
    html = block_of("<img src=x onerror=alert(1)>{{ 7|add:7 }}{% debug %}\r\nnext")
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7|add:7 }}{% debug %}\nnext" in html


def test_text_where_no_element_can_stand_has_placeholders_of_plain_text() -> None:
    assert plain("price \u202e001$ \x1b[31m") == "price [U+202E]001$ [U+001B][31m"
    assert plain("x" * 41, 40) == f"{'x' * 40}…" and plain("x" * 40, 40) == "x" * 40
    html = Template('{% load shown %}<option title="{{ text|plain }}">').render(Context({"text": '"><script>'}))
    assert html == '<option title="&quot;&gt;&lt;script&gt;">'


def test_prose_keeps_its_paragraphs_and_hides_nothing() -> None:
    html = prose("one\ntwo <b>\u202e\r\n\r\nthree")
    begins = '<p lang="" dir="auto">'
    assert html.startswith(f"{begins}one<br>two &lt;b&gt;") and html.endswith(f"</p>\n\n{begins}three</p>")
    assert "U+202E" in html and not UNSEEN.search(html)


def test_long_text_in_a_line_is_cut() -> None:
    assert shown("x" * 41, 40) == f"<bdi>{'x' * 40}…</bdi>"
    assert shown("x" * 40, 40) == f"<bdi>{'x' * 40}</bdi>"


def test_long_text_in_a_block_is_cut_and_says_where_the_whole_is() -> None:
    html = block_of("x" * 1_000_000, "/whole.txt")
    assert len(html) < MAX_IN_BLOCK + 1_000
    assert "5,000 of 1,000,000 characters" in html and 'href="/whole.txt"' in html
    assert "href" not in block_of("x" * 1_000_000) and "characters" not in block_of("x" * MAX_IN_BLOCK)


class Seen(HTMLParser):
    """The text of a page without the placeholders."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.inside = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = ("class", "unseen") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside else data


@settings(max_examples=200)
@given(
    st.text(alphabet=st.characters(codec=None, categories=None), max_size=60) | st.text(alphabet="<>&\"'\u202e\x1b;#ax")
)
def test_everything_that_can_be_seen_survives_and_nothing_else(text: str) -> None:
    reader = Seen()
    reader.feed(visible(text))
    reader.close()
    assert reader.text == re.sub(UNSEEN, "", text.replace("\r\n", "\n"))


def test_safe_html_keeps_its_tags_and_hides_nothing() -> None:
    html = seen(mark_safe('<p class="a">one \u202etwo</p>'))
    assert html == '<p class="a">one <span class="unseen" title="right-to-left override">U+202E</span>two</p>'


def test_html_that_nobody_made_safe_is_escaped() -> None:
    assert seen("<b>\u202e") == "&lt;b&gt;" + visible("\u202e")  # type: ignore[arg-type]  # a str, as strangers' text is
