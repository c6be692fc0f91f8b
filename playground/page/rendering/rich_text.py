"""Slack's rich_text blocks as HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

import emoji
from markupsafe import Markup, escape

from playground.page.rendering.mrkdwn_html import emoji_html, link_html
from playground.page.rendering.viewer import Viewer

_MARKS = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
}
_ORDERED, _UNORDERED = Markup("<ol>{}</ol>"), Markup("<ul>{}</ul>")


def rich_text_html(viewer: Viewer, elements: Iterable[Mapping[str, Any]]) -> Markup:
    """Sections, lists, quotes and code, with the words in them."""
    return Markup().join(_element(viewer, element) for element in elements)


def _element(viewer: Viewer, element: Mapping[str, Any]) -> Markup:
    inside = rich_text_html(viewer, element.get("elements", []))
    match element.get("type"):
        case "rich_text_section":
            return Markup("<span>{}</span>").format(inside)
        case "rich_text_list":
            items = [rich_text_html(viewer, [item]) for item in element.get("elements", [])]
            listed = Markup().join(Markup("<li>{}</li>").format(item) for item in items)
            return (_ORDERED if element.get("style") == "ordered" else _UNORDERED).format(listed)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(inside)
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(inside)
    return _marked(element, _leaf(viewer, element))


def _leaf(viewer: Viewer, element: Mapping[str, Any]) -> Markup:
    match element.get("type"):
        case "text":
            return emoji_html(str(element.get("text", "")))
        case "link":
            return link_html(str(element.get("url", "")), str(element.get("text", "")))
        case "user":
            return viewer.words(f"<@{element.get('user_id')}>")
        case "channel":
            return viewer.words(f"<#{element.get('channel_id')}>")
        case "emoji":
            return escape(emoji.emojize(f":{element.get('name')}:", language="alias"))
        case "broadcast":
            return viewer.words(f"<!{element.get('range')}>")
        case "date":
            return viewer.words(f"<!date^{element.get('timestamp')}^{element.get('format')}>")
    return escape(str(element.get("fallback", "")))


def _marked(element: Mapping[str, Any], words: Markup) -> Markup:
    style = element.get("style")
    if isinstance(style, Mapping):
        for name, mark in _MARKS.items():
            if style.get(name):
                words = mark.format(words)
    return words
