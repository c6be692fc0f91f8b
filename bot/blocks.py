"""The small change of every view: paragraphs, quotes, buttons, people and times, safe to show in Slack."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
)

from bot.outbox.message import Message, cut

SECTION_LIMIT = 3_000
"""Characters that Slack allows in a section's text."""
OPTION_LIMIT = 75
"""Characters that Slack allows in an option."""

_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Unicode's explicit directions (UAX 9, 2.1 to 2.3): words from right to left do without them."""

_FORMATTING = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
"""Slack has no escape for the signs that format; these look the same, and do nothing."""

_URL = re.compile(r"https?://[^\s<>|\"`]*[^\s<>|\"`.,;:!?)\]'*_~]")
"""An address; signs at its end that close a sentence, or what is bold, more often than an address are not of it."""


def escape(text: str) -> str:
    """A member's words, so that Slack shows them and does nothing else: no mention, no link with another face.

    Slack's rule: these three characters, and these three only, are control characters. Signs that turn the direction
    of what follows are left out, or the rest of the line would read backwards.
    """
    return text.translate(_TURNS).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(text: str) -> str:
    """The same, in which an address on the web can be pressed; it always shows where it leads.

    >>> linked("Room <4>, or https://calls.example/j/1?a=b&c=d.")
    'Room &lt;4&gt;, or <https://calls.example/j/1?a=b&amp;c=d>.'
    """
    return _around_links(text, escape)


def inline(text: str) -> str:
    """A member's words within a sentence of ours: on one line, and nothing in them formats what comes after.

    >>> inline("`a`\\nb")
    'ˋaˋ b'
    """
    return _around_links(" ".join(text.split()), lambda words: escape(words).translate(_FORMATTING))


def _around_links(text: str, words: Callable[[str], str]) -> str:
    said, end = [], 0
    text = text.translate(_TURNS)
    for found in _URL.finditer(text):
        said += [words(text[end : found.start()]), f"<{escape(found[0])}>"]
        end = found.end()
    return "".join([*said, words(text[end:])])


def quote(text: str, limit: int = SECTION_LIMIT - 200) -> str:
    """A member's words as a quotation, cut to the limit between two characters, never inside an escape or a link."""
    kept = cut("\n".join(f"> {linked(line)}" for line in text.splitlines() or [""]), limit)
    before, _, last = kept.rpartition("\n")
    # Cut within the sign of its last line, that line would be none of the quotation any more.
    return kept if last.startswith("> ") else f"{before}…"


def person(member: str) -> str:
    """A member by their name, as Slack writes it."""
    return f"<@{member}>"


def people(members: Sequence[str]) -> str:
    """Several members as one would say them: a, b and c."""
    return listed([person(member) for member in members])


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as one would say them: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 person, 3 people. Small numbers in words read better aloud."""
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    spoken = names[number] if number < len(names) else str(number)
    return f"{spoken} {one if number == 1 else many or one + 's'}"


def moment_of(instant: datetime, zone: tzinfo, style: str = "{date_long_pretty} at {time}") -> str:
    """An instant that every reader sees in their own zone; ``zone`` is for who reads without Slack's help."""
    fallback = instant.astimezone(zone).strftime("%A %-d %B at %H:%M (%Z)")
    return f"<!date^{int(instant.timestamp())}^{style}|{fallback}>"


def day_of(instant: datetime, zone: tzinfo) -> str:
    """A day by its name, in the zone of who reads: Thursday 3 December."""
    return instant.astimezone(zone).strftime("%A %-d %B")


def paragraph(text: str) -> SectionBlock:
    """Words in the body of a message."""
    return SectionBlock(text=formatted(text))


def note(text: str) -> ContextBlock:
    """Small words under the body."""
    return ContextBlock(elements=[formatted(text)])


def formatted(text: str) -> MarkdownTextObject:
    """Words in Slack's markup, in which Slack looks for nothing by itself: ``@channel`` and ``#general`` stay words.

    https://docs.slack.dev/reference/block-kit/composition-objects/text-object: ``verbatim``.
    """
    return MarkdownTextObject(text=text, verbatim=True)


def button(
    label: str, action: str, value: object, *, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    """A button; ``value`` says where to look, never who may."""
    return ButtonElement(text=label, action_id=action, value=str(value), style=style, confirm=confirm)


def buttons(*elements: ButtonElement) -> ActionsBlock:
    """Buttons in a row."""
    return ActionsBlock(elements=list(elements))


def confirmation(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """What is asked before a step that cannot be taken back."""
    return ConfirmObject(
        title=PlainTextObject(text=title),
        text=PlainTextObject(text=text),
        confirm=PlainTextObject(text=yes),
        deny=PlainTextObject(text=no),
    )


def option(label: str, value: object) -> Option:
    """One choice in a menu."""
    label = label.translate(_TURNS)
    shown = label if len(label) <= OPTION_LIMIT else label[: OPTION_LIMIT - 1] + "…"
    return Option(label=shown, text=PlainTextObject(text=shown), value=str(value))


def message(*blocks: Block) -> Message:
    """A message of these blocks, with all of its words and buttons in the text that screen readers read."""
    spoken: list[str] = []
    for block in blocks:
        if isinstance(block, SectionBlock) and block.text is not None:
            spoken.append(block.text.text or "")
        elif isinstance(block, ContextBlock):
            spoken.extend(element.text or "" for element in block.elements if isinstance(element, MarkdownTextObject))
        elif isinstance(block, ActionsBlock):
            labels = [_label(element) for element in block.elements if isinstance(element, ButtonElement)]
            spoken.append(f"Buttons: {', '.join(labels)}.")
    return Message("\n".join(spoken), blocks)


def said(words: str) -> Message:
    """Return a message of a sentence or two."""
    return message(paragraph(words))


def _label(element: ButtonElement) -> str:
    return (element.text.text if element.text else None) or ""
