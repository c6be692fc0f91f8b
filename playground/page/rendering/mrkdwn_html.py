"""Slack's mrkdwn as HTML. Whatever is typed, the only tags that come out are the ones written here."""

import html
import re
from collections.abc import Iterator
from itertools import groupby

import emoji
from markupsafe import Markup, escape

from playground.mrkdwn import date_of, plain, spelled
from playground.people import User
from playground.workspace import Workspace

_FENCE = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_QUOTE_THE_REST = re.compile(r"(?:\A|\n)(?:&gt;|>){3} ?")
_URL_SIGN = r"(?:&amp;|(?!&(?:amp|lt|gt);)[^\s<>|`])"
_URL_END = r"[.,:;!?'\")\]*_~]"
_TOKEN = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<special>[^<>\n]+)>"
    rf"|(?P<url>https?://(?:{_URL_SIGN})*(?!{_URL_END}){_URL_SIGN})"
    r"|(?<![\w*])\*(?P<b>(?=\S)[^*\n]*[^\s*])\*(?![\w*])"
    r"|(?<![\w_])_(?P<i>(?=\S)[^_\n]*[^\s_])_(?![\w_])"
    r"|(?<![\w~])~(?P<s>(?=\S)[^~\n]*[^\s~])~(?![\w~])"
)
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_MARKS = {"b": Markup("<b>{}</b>"), "i": Markup("<i>{}</i>"), "s": Markup("<s>{}</s>")}
_LINKED = ("http://", "https://", "mailto:", "tel:")


def mrkdwn_html(text: str, reader: User, workspace: Workspace) -> Markup:
    """The text as this reader sees it: formatting, links, names for ids, dates in the reader's zone, emoji.

    Its words are those of ``playground.mrkdwn.plain``, without the signs that became formatting.
    """
    writer = _Writer(reader, workspace)
    return Markup().join(writer.parts(text))


def emoji_html(text: str) -> Markup:
    """Plain words: escaped, with emoji for their shortcodes and line breaks kept."""
    shown = _SHORTCODE.sub(lambda match: _emoji(match[0]), text)
    return Markup("<br>").join(escape(line) for line in shown.split("\n"))


def _emoji(shortcode: str) -> str:
    return emoji.emojize(shortcode, language="alias")


def _literal(text: str) -> Markup:
    return emoji_html(html.unescape(text))


class _Writer:
    def __init__(self, reader: User, workspace: Workspace) -> None:
        self._reader = reader
        self._workspace = workspace

    def parts(self, text: str) -> Iterator[Markup]:
        for number, part in enumerate(_FENCE.split(text)):
            if number % 2:
                yield Markup("<pre>{}</pre>").format(plain(part, self._reader, self._workspace))
            elif part:
                yield from self._with_quotes(part)

    def _with_quotes(self, text: str) -> Iterator[Markup]:
        rest = _QUOTE_THE_REST.search(text)
        before = text if rest is None else text[: rest.start()]
        for quoted, lines in groupby(before.split("\n"), key=lambda line: _QUOTE.match(line) is not None):
            shown = [self._inline(_QUOTE.sub("", line, count=1) if quoted else line) for line in lines]
            yield self._block(Markup("<br>").join(shown), quoted=quoted)
        if rest is not None:
            yield self._block(self._inline(text[rest.end() :]), quoted=True)

    def _block(self, words: Markup, *, quoted: bool) -> Markup:
        return Markup("<blockquote>{}</blockquote>").format(words) if quoted else words

    def _inline(self, text: str) -> Markup:
        shown, end = [], 0
        for match in _TOKEN.finditer(text):
            shown += [_literal(text[end : match.start()]), self._token(match)]
            end = match.end()
        return Markup().join([*shown, _literal(text[end:])])

    def _token(self, match: re.Match[str]) -> Markup:
        kind, inside = match.lastgroup, match[match.lastgroup or 0]
        if kind == "special":
            return self._special(inside)
        if kind == "code":
            return Markup("<code>{}</code>").format(plain(inside, self._reader, self._workspace))
        if kind == "url":
            return link_html(html.unescape(inside), html.unescape(inside))
        return _MARKS[str(kind)].format(self._inline(inside))

    def _special(self, inside: str) -> Markup:
        target, _, label = inside.partition("|")
        if inside[0] in "@#":
            return self._mention(inside, target[1:])
        if inside[0] == "!":
            return self._command(inside)
        return link_html(html.unescape(target), html.unescape(label))

    def _mention(self, inside: str, target: str) -> Markup:
        words = html.unescape(spelled(inside, self._reader, self._workspace))
        me = Markup(" me") if target == self._reader.id else ""
        room = self._workspace.channels.get(target)
        if inside[0] == "#" and room is not None and self._reader.id in room.members:
            return Markup('<a class="mention" href="/as/{}/{}">{}</a>').format(self._reader.id, target, words)
        return Markup('<span class="mention{}">{}</span>').format(me, words)

    def _command(self, inside: str) -> Markup:
        date = date_of(inside, self._reader, self._workspace.now)
        if date is None:
            words = html.unescape(spelled(inside, self._reader, self._workspace))
            return Markup('<span class="mention">{}</span>').format(words)
        words = html.unescape(date.words)
        if date.link.startswith(_LINKED):
            return link_html(html.unescape(date.link), words)
        return Markup('<time datetime="{}">{}</time>').format(date.moment.isoformat(), words)


def link_html(target: str, label: str) -> Markup:
    """A link that opens elsewhere; what is no address of the web or of mail stays words."""
    if not target.startswith(_LINKED):
        words = f"{label} ({target})" if label and label != target else target
        return emoji_html(words)
    words = emoji_html(label or target.removeprefix("mailto:"))
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(target, words)
