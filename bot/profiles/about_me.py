"""The *About me* form: what it holds is kept, and shown again to the member alone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, delete, select

from bot.languages.catalogues import known
from bot.matching.asks.mentors import CareerStage
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.models import Interest, MemberValue
from bot.profiles.profile import introduce_myself, profile_of
from bot.profiles.values import Value
from bot.topics.catalogue import TopicName, catalogue_of
from bot.topics.topics import add_topics, shown

TOPICS_AT_MOST = 5
VALUES_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class AboutMe:
    """A member's own words about themselves, as they put them into the form. All of it may be left empty."""

    about: str = ""
    team: str = ""
    place: str = ""
    stage: CareerStage | None = None
    topic_ids: Sequence[int] = ()
    """Of topics that the workspace has."""
    new_topics: Sequence[str] = ()
    """Topics as they typed them, whether the workspace has those or not."""
    values: Sequence[Value] = ()
    language: str | None = None
    """The language that they chose; None for that of their Slack."""

    @property
    def is_empty(self) -> bool:
        """Return whether they tell nothing at all."""
        return not any(getattr(self, field.name) for field in fields(self) if field.name != "language")


async def about_me(moment: Moment, me: Member) -> AboutMe:
    """Return what a member has told, for their own eyes."""
    member = me.id
    profile = await profile_of(moment, member)
    topics = await moment.session.scalars(select(Interest.topic_id).where(*_own(Interest, moment, member)))
    values = await moment.session.scalars(select(MemberValue.value).where(*_own(MemberValue, moment, member)))
    return AboutMe(
        about=profile.about,
        team=profile.team,
        place=profile.place,
        stage=profile.stage,
        topic_ids=sorted(topics),
        values=sorted(values),
        language=known(me.language),
    )


async def topics_to_choose_from(moment: Moment, chosen: Sequence[int]) -> list[TopicName]:
    """Return the topics that the form offers, by name, with those that were chosen before always among them."""
    catalogue = await catalogue_of(moment)
    mine = {topic for topic in catalogue.names if topic.id in chosen}
    return sorted(
        {*await shown(moment, catalogue, Interest.topic_id), *mine}, key=lambda topic: (topic.name.casefold(), topic.id)
    )


async def tell_about_me(moment: Moment, member: str, told: AboutMe) -> None:
    """Keep what the form holds in the place of all that was told before."""
    # A form that is sent twice at once is kept twice, one after the other.
    await directory.lock(moment.session, moment.workspace, member)
    await introduce_myself(moment, member, team=told.team, place=told.place, stage=told.stage)
    (await profile_of(moment, member)).about = told.about
    await directory.choose_language(moment.session, moment.workspace, member, told.language)
    topics = {*told.topic_ids, *await add_topics(moment, told.new_topics)}
    for table in (Interest, MemberValue):
        await moment.session.execute(delete(table).where(*_own(table, moment, member)))
    whose = {"workspace": moment.workspace, "member": member}
    moment.session.add_all(Interest(**whose, topic_id=topic) for topic in sorted(topics))
    moment.session.add_all(MemberValue(**whose, value=value) for value in sorted(set(told.values)))
    await moment.session.flush()


def _own(table: type[Interest] | type[MemberValue], moment: Moment, member: str) -> tuple[ColumnElement[bool], ...]:
    return table.workspace == moment.workspace, table.member == member
