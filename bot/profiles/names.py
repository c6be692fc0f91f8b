"""Putting names in the place of Slack's ids."""

import re

from sqlalchemy import select

from bot.blocks import escape
from bot.members.models import Member
from bot.moment import Moment

_MENTION = re.compile(r"<@(\w+)(?:\|[^<>]*)?>")
_UNNAMED = {re.compile(r"<#\w+\|?>"): "a channel", re.compile(r"<!subteam\^\w+\|?>"): "a group"}
"""What Slack sends without a name: nobody should read an id."""


async def with_names(moment: Moment, text: str) -> str:
    """Return a message's text with names for ids; a person who is not in the directory is a colleague."""
    found = await moment.session.execute(
        select(Member.id, Member.name).where(
            Member.workspace == moment.workspace, Member.id.in_(set(_MENTION.findall(text)))
        )
    )
    names = {id: name for id, name in found}
    for unnamed, words in _UNNAMED.items():
        text = unnamed.sub(words, text)
    return _MENTION.sub(lambda mention: escape(names.get(mention[1]) or "a colleague"), text)
