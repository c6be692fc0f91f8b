"""What the forms of flash mentoring have to know about topics before they can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.flash.models import MentorTopic
from bot.moment import Moment
from bot.organizers.ask_channel import ASK_CHANNEL
from bot.topics.catalogue import EDITION, TopicName, catalogue_at, catalogue_of
from bot.topics.topics import shown, suggested

POPULAR = MentorTopic.topic_id
"""Where there are too many topics for a form, it shows those that most mentors volunteer for."""

_EDITION_AND_CHANNEL = select(EDITION.scalar_subquery(), ASK_CHANNEL.scalar_subquery())
"""In one statement: a form is opened while its trigger lives."""


@dataclass(frozen=True, slots=True)
class AskFormNeeds:
    """What the ask form has to know before it can be shown."""

    topics: Sequence[TopicName]
    suggested: Sequence[int]
    """The topics that the question's words point to, the likeliest first."""
    channel: str | None
    """The ask channel, where there is one."""


async def topic_names(moment: Moment) -> list[TopicName]:
    """The topics to choose from, by name."""
    return await shown(moment, await catalogue_of(moment), POPULAR)


async def ask_form_needs(moment: Moment, question: str) -> AskFormNeeds:
    """All that the ask form needs, for a question that may be empty."""
    edition, channel = (await moment.session.execute(_EDITION_AND_CHANNEL, {"workspace": moment.workspace})).one()
    catalogue = await catalogue_at(moment, edition)
    return AskFormNeeds(await shown(moment, catalogue, POPULAR), suggested(catalogue, question), channel)
