"""Slack's rich_text blocks as HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

import emoji
from markupsafe import Markup, escape

from .mrkdwn_html import emoji_html, link_html
from .sight import Sight

_MARKS = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
}
_ORDERED, _UNORDERED = Markup("<ol>{}</ol>"), Markup("<ul>{}</ul>")


def rich_text_html(sight: Sight, elements: Iterable[Mapping[str, Any]]) -> Markup:
    """Sections, lists, quotes and code, with the words in them."""
    return Markup().join(_element(sight, element) for element in elements)


def _element(sight: Sight, element: Mapping[str, Any]) -> Markup:
    inside = rich_text_html(sight, element.get("elements", []))
    match element.get("type"):
        case "rich_text_section":
            return Markup("<span>{}</span>").format(inside)
        case "rich_text_list":
            items = [rich_text_html(sight, [item]) for item in element.get("elements", [])]
            listed = Markup().join(Markup("<li>{}</li>").format(item) for item in items)
            return (_ORDERED if element.get("style") == "ordered" else _UNORDERED).format(listed)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(inside)
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(inside)
    return _marked(element, _leaf(sight, element))


def _leaf(sight: Sight, element: Mapping[str, Any]) -> Markup:
    match element.get("type"):
        case "text":
            return emoji_html(str(element.get("text", "")))
        case "link":
            return link_html(str(element.get("url", "")), str(element.get("text", "")))
        case "user":
            return sight.words(f"<@{element.get('user_id')}>")
        case "channel":
            return sight.words(f"<#{element.get('channel_id')}>")
        case "emoji":
            return escape(emoji.emojize(f":{element.get('name')}:", language="alias"))
        case "broadcast":
            return sight.words(f"<!{element.get('range')}>")
        case "date":
            return sight.words(f"<!date^{element.get('timestamp')}^{element.get('format')}>")
    return escape(str(element.get("fallback", "")))


def _marked(element: Mapping[str, Any], words: Markup) -> Markup:
    style = element.get("style")
    if isinstance(style, Mapping):
        for name, mark in _MARKS.items():
            if style.get(name):
                words = mark.format(words)
    return words
