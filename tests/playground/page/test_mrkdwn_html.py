"""mrkdwn as HTML: the formatting is Slack's, and no tag of the typer's comes through."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground import Playground
from playground.mrkdwn import plain
from playground.page.rendering.mrkdwn_html import emoji_html, mrkdwn_html
from playground.typed_text import with_mentions
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock

PLAYGROUND = Playground(MANIFEST, HandMovedClock(), SECRET)
ANA = PLAYGROUND.add_person("Ana Ruiz", tz="America/Bogota")
BEN = PLAYGROUND.add_person("Ben Okafor")
GENERAL = PLAYGROUND.add_channel("general", [ANA])
ELSEWHERE = PLAYGROUND.add_channel("elsewhere", [BEN])
OURS = {"a", "b", "i", "s", "br", "code", "pre", "blockquote", "span", "time"}
ATTRIBUTES = {
    "a": {"href", "target", "rel", "class"},
    "span": {"class"},
    "time": {"datetime"},
}


class Reader(HTMLParser):
    """What a browser makes of HTML: its tags and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.words += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def html_of(text: str) -> str:
    return str(mrkdwn_html(text, ANA.user, PLAYGROUND.workspace))


SIGNS = st.text(st.sampled_from([*"ab1 *_~`<>&|!@#^:/\"'=\n.", "\t", "é", "\u202e", "א"]), max_size=60)
PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<javascript:alert(1)|press>",
        '<https://x.y/"onclick="z|here>',
        f"<@{ANA.id}>",
        f"<#{GENERAL.id}|general>",
        "<!here>",
        "<!date^1772452800^{date} at {time}^https://x.y|then>",
        "<!date^1772452800^<b>^javascript:z|then>",
        "```",
        "*bold*",
        "_it_",
        "&lt;b&gt;",
        "&amp;lt;",
        "https://x.y/?a=1&amp;b=2",
        ":wave:",
        "&gt; ",
        "&gt;&gt;&gt;",
        "\n",
    ]
)
TEXTS = st.lists(SIGNS | PIECES, max_size=12).map("".join)


@given(TEXTS)
@example("*<script>*_</b>_</pre>")
@example("<!date^99999999999999999999^{date}|then>")
def test_whatever_is_written_only_our_own_tags_come_out_and_all_are_closed(text: str) -> None:
    read = Reader(html_of(text))
    assert read.open == []
    for tag, attributes in read.tags:
        assert tag in OURS
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            assert str(attributes["href"]).startswith(("http://", "https://", "mailto:", "tel:", "/as/U"))


@given(st.text(max_size=200))
def test_whatever_a_member_types_is_read_as_it_was_typed(typed: str) -> None:
    """Formatting takes its signs away; without those signs, the words are exactly the typed ones."""
    if any(sign in typed for sign in "*_~`:@#>") or "\r" in typed or "\x00" in typed or "http" in typed:
        typed = typed.translate({ord(sign): None for sign in "*_~`:@#>\r\x00"})
    read = Reader(html_of(with_mentions(PLAYGROUND.workspace, typed)))
    assert read.words == typed
    assert all(tag == "br" for tag, _ in read.tags)


@given(st.lists(SIGNS.map(lambda text: text.translate({ord(sign): None for sign in "*_~`:>\n"})), max_size=6))
def test_the_words_are_those_of_the_terminal(texts: list[str]) -> None:
    mentions = f"<@{BEN.id}> <#{GENERAL.id}> <!channel> <!date^1772452800^{{date_long}}, {{time}}|x>"
    text = mentions.join(texts)
    read = Reader(html_of(text))
    assert read.words.split() == plain(text, ANA.user, PLAYGROUND.workspace).split()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<b>bold</b> <i>it</i> <s>gone</s>"),
        ("*bold and _it_*", "<b>bold and <i>it</i></b>"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("* not bold *", "* not bold *"),
        ("`*code* &lt;b&gt;`", "<code>*code* &lt;b&gt;</code>"),
        ("a\n```\nx = *1*\n```\nb", "a<pre>x = *1*</pre>b"),
        ("&gt; quoted\n> too\nafter", "<blockquote>quoted<br>too</blockquote>after"),
        ("before\n&gt;&gt;&gt; all\nthe rest", "before<blockquote>all<br>the rest</blockquote>"),
        (":coffee: :no_such_emoji:", "☕ :no_such_emoji:"),
        (
            "<https://x.y/a_b_c?d=1&amp;e=2|here>",
            '<a href="https://x.y/a_b_c?d=1&amp;e=2" target="_blank" rel="noopener noreferrer">here</a>',
        ),
        (
            "&lt;https://x.y/?a&amp;b=&amp;&gt;",
            '&lt;<a href="https://x.y/?a&amp;b=&amp;" target="_blank" rel="noopener noreferrer">'
            "https://x.y/?a&amp;b=&amp;</a>&gt;",
        ),
        (
            "see https://x.y/z.",
            'see <a href="https://x.y/z" target="_blank" rel="noopener noreferrer">https://x.y/z</a>.',
        ),
        (
            "<mailto:a@b.c|a@b.c>",
            '<a href="mailto:a@b.c" target="_blank" rel="noopener noreferrer">a@b.c</a>',
        ),
        ("<javascript:alert(1)|press>", "press (javascript:alert(1))"),
        (f"<@{ANA.id}>", '<span class="mention me">@Ana Ruiz</span>'),
        (f"<@{BEN.id}>", '<span class="mention">@Ben Okafor</span>'),
        (f"<#{GENERAL.id}>", f'<a class="mention" href="/as/{ANA.id}/{GENERAL.id}">#general</a>'),
        (f"<#{ELSEWHERE.id}>", '<span class="mention">#elsewhere</span>'),
    ],
)
def test_formatting_is_slacks(text: str, html: str) -> None:
    assert html_of(text) == html


def test_dates_are_in_the_readers_zone() -> None:
    noon = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())
    shown = html_of(f"<!date^{noon}^{{date_short_pretty}} at {{time}}|then>")
    assert shown == '<time datetime="2026-03-02T12:00:00+00:00">today at 7:00 AM</time>'


def test_plain_text_is_escaped_and_keeps_its_lines() -> None:
    assert emoji_html("<b> & :wave:\n*two*") == "&lt;b&gt; &amp; 👋<br>*two*"
