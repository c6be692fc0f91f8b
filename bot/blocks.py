"""The parts that every message is made of: paragraphs, quotations, buttons, people and times, safe to show in Slack."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)

from bot.languages.reader import Reader
from bot.outbox.message import Message, cut

SECTION_LIMIT = 3_000
"""Characters that Slack allows in a section's text."""
OPTION_LIMIT = 75
"""Characters that Slack allows in an option."""

MORE = "more_choices"
"""The action_id of every menu of what else can be done."""
IN_MENU = "|"
"""What separates a button's action_id from its value in such a menu."""

_DIRECTIONS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Unicode's explicit directions (UAX 9, 2.1 to 2.3): words from right to left do without them."""

_FORMATTING = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
"""Slack has no escape for the characters that format; these look the same, and do nothing."""

_URL = re.compile(r"https?://[^\s<>|\"`]*[^\s<>|\"`.,;:!?)\]'*_~]")
"""An address, without characters at its end that more often close a sentence, or what is bold."""


def escape(text: str) -> str:
    """Return a member's words so that Slack only shows them: no mention, no link that hides its address.

    Slack's rule: these three characters, and these three only, are control characters. Characters that turn the
    direction of what follows are left out, or the rest of the line would read backwards.
    """
    return text.translate(_DIRECTIONS).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(text: str) -> str:
    """Return a member's words, escaped, with web addresses as links that show where they lead.

    >>> linked("Room <4>, or https://calls.example/j/1?a=b&c=d.")
    'Room &lt;4&gt;, or <https://calls.example/j/1?a=b&amp;c=d>.'
    """
    return _around_links(text, escape)


def inline(text: str) -> str:
    """Return a member's words for a sentence of ours: on one line, and formatting nothing that follows.

    >>> inline("`a`\\nb")
    'ˋaˋ b'
    """
    return _around_links(" ".join(text.split()), lambda words: escape(words).translate(_FORMATTING))


def _around_links(text: str, words: Callable[[str], str]) -> str:
    parts, end = [], 0
    text = text.translate(_DIRECTIONS)
    for found in _URL.finditer(text):
        parts += [words(text[end : found.start()]), f"<{escape(found[0])}>"]
        end = found.end()
    return "".join([*parts, words(text[end:])])


def quote(text: str, limit: int = SECTION_LIMIT - 200) -> str:
    """Return a member's words as a quotation of at most ``limit`` characters, never cut inside an escape or a link."""
    kept = cut("\n".join(f"> {linked(line)}" for line in text.splitlines() or [""]), limit)
    before, _, last = kept.rpartition("\n")
    # Cut within the sign of a quotation, the last line would not belong to it any more.
    return kept if last.startswith("> ") else f"{before}…"


def person(member: str) -> str:
    """Return a mention of a member, which Slack shows as their name."""
    return f"<@{member}>"


def people(reader: Reader, members: Iterable[str]) -> str:
    """Return mentions of several members: a, b and c."""
    return reader.listed(person(member) for member in members)


def date_and_time(reader: Reader, instant: datetime, zone: tzinfo, style: str = "") -> str:
    """Return an instant that Slack shows to each reader in their own zone; where Slack does not, it is in ``zone``.

    Slack may write "tomorrow" for the day: no preposition stands before it. ``style`` is one of Slack's.
    """
    style = style or reader.gettext("{day} at {time}", day="{date_long_pretty}", time="{time}")
    fallback = f"{reader.moment(instant, zone)} ({instant.astimezone(zone):%Z})"
    return f"<!date^{int(instant.timestamp())}^{style}|{fallback}>"


def paragraph(text: str) -> SectionBlock:
    """Return a block of words in the body of a message."""
    return SectionBlock(text=formatted(text))


def note(text: str) -> ContextBlock:
    """Return a block of small words under the body."""
    return ContextBlock(elements=[formatted(text)])


def formatted(text: str) -> MarkdownTextObject:
    """Return words in Slack's markup, in which it looks for no names: ``@channel`` and ``#general`` stay words.

    https://docs.slack.dev/reference/block-kit/composition-objects/text-object: ``verbatim``.
    """
    return MarkdownTextObject(text=text, verbatim=True)


def button(
    label: str, action: str, value: object, *, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    """Return a button; ``value`` says where to look, and never who may."""
    return ButtonElement(text=label, action_id=action, value=str(value), style=style, confirm=confirm)


def more(*choices: ButtonElement) -> OverflowMenuElement:
    """Return the menu for what no button is needed for, at most five; each choice does what its button would.

    A button's confirmation is lost in it. Slack allows 75 characters for name and value together.
    """
    options = [option(_label(each), f"{each.action_id}{IN_MENU}{each.value}") for each in choices]
    return OverflowMenuElement(action_id=MORE, options=options)


def buttons(*elements: ButtonElement | OverflowMenuElement) -> ActionsBlock:
    """Return a block of buttons in a row, at most two of them, and a menu for the rest."""
    return ActionsBlock(elements=list(elements))


def confirmation(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Return the question before a step that cannot be taken back, with its two buttons."""
    return ConfirmObject(
        title=PlainTextObject(text=title),
        text=PlainTextObject(text=text),
        confirm=PlainTextObject(text=yes),
        deny=PlainTextObject(text=no),
    )


def option(label: str, value: object) -> Option:
    """Return one choice in a menu; its label is cut to Slack's limit."""
    label = label.translate(_DIRECTIONS)
    shown = label if len(label) <= OPTION_LIMIT else label[: OPTION_LIMIT - 1] + "…"
    return Option(label=shown, text=PlainTextObject(text=shown), value=str(value))


def message(reader: Reader, *blocks: Block) -> Message:
    """Return a message of these blocks, with all of its words and buttons in the text for screen readers."""
    spoken: list[str] = []
    for block in blocks:
        if isinstance(block, SectionBlock) and block.text is not None:
            spoken.append(block.text.text or "")
        elif isinstance(block, ContextBlock):
            spoken.extend(element.text or "" for element in block.elements if isinstance(element, MarkdownTextObject))
        elif isinstance(block, ActionsBlock):
            labels = [label for element in block.elements for label in _labels(element)]
            spoken.append(reader.gettext("Buttons: {buttons}.", buttons=", ".join(labels)))
    return Message("\n".join(spoken), blocks)


def said(reader: Reader, words: str) -> Message:
    """Return a message of one paragraph."""
    return message(reader, paragraph(words))


def _labels(element: object) -> list[str]:
    if isinstance(element, OverflowMenuElement):
        return [str(each.text) for each in element.options]
    return [_label(element)] if isinstance(element, ButtonElement) else []


def _label(element: ButtonElement) -> str:
    return (element.text.text if element.text else None) or ""
