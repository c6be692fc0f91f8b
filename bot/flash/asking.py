"""Asking: posting a question, looking at one's open ones, and withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from bot.flash import records, views
from bot.flash.inviting import invite_more, release_everyone
from bot.flash.models import Ask
from bot.flash.outcomes import Withdrawal
from bot.flash.rules import OPEN_ASKS_AT_MOST, AskState
from bot.flash.waiting import measured_wait
from bot.matching.asks.mentors import MeetingFormat, Preference
from bot.moment import Moment
from bot.outbox.service import to_channel, to_members
from bot.slack.models import Member
from bot.topics.service import known_topics, names_of, suggested_topics


@dataclass(frozen=True, slots=True)
class Question:
    """What an asker puts into the form."""

    question: str
    tried: str
    in_return: str
    topic_ids: Sequence[int]
    preference: Preference
    minutes: int
    meeting_format: MeetingFormat
    shows_name: bool
    in_channel: bool


async def post_question(moment: Moment, asker: Member, question: Question) -> Ask | None:
    """Post an ask: the best few mentors are invited and the asker is told. None when too many of theirs are open.

    The same question again while it is open is the same ask: a form is sent twice when an answer was slow to come.
    """
    await moment.session.execute(_lock(moment, asker))
    before = await open_asks(moment, asker.id)
    for ask in before:
        if ask.question == question.question:
            return ask
    if len(before) >= OPEN_ASKS_AT_MOST:
        return None
    topic_ids = await known_topics(moment, question.topic_ids)
    ask = Ask(
        workspace=moment.workspace,
        asker=asker.id,
        question=question.question,
        tried=question.tried,
        in_return=question.in_return,
        preference=question.preference,
        minutes=question.minutes,
        meeting_format=question.meeting_format,
        shows_name=question.shows_name,
        channel=await records.ask_channel(moment) if question.in_channel else None,
        topic_ids=topic_ids or await suggested_topics(moment, question.question),
        state=AskState.LOOKING,
        waves=0,
        posted_at=moment.now,
    )
    moment.session.add(ask)
    await moment.session.flush()
    wait = await measured_wait(moment)
    topics = await names_of(moment, ask.topic_ids)
    await moment.tell(
        to_members(asker.id), records.status_letter(ask), views.ask_posted(ask, topics, invited=0, wait=wait)
    )
    if ask.channel:
        await moment.tell(to_channel(ask.channel), records.channel_letter(ask), views.ask_in_channel(ask, topics))
    await invite_more(moment, ask)
    return ask


def _lock(moment: Moment, asker: Member) -> Select[str]:
    """Holds what else the asker does at the same moment until this is done."""
    return select(Member.id).where(Member.workspace == moment.workspace, Member.id == asker.id).with_for_update()


async def open_asks(moment: Moment, member: str) -> Sequence[Ask]:
    """The member's own asks that have not ended, the oldest first."""
    found = await moment.session.scalars(
        select(Ask)
        .where(Ask.workspace == moment.workspace, Ask.asker == member, Ask.state == AskState.LOOKING)
        .order_by(Ask.id)
    )
    return found.all()


async def withdraw(moment: Moment, member: str, ask_id: int) -> Withdrawal:
    """End one's own ask: everyone who was asked gets their time back."""
    ask = await records.ask_of(moment, ask_id)
    if ask is None or ask.asker != member:
        return Withdrawal.NOT_YOURS
    if ask.state is not AskState.LOOKING:
        return Withdrawal.ENDED_BEFORE
    ask.move(AskState.WITHDRAWN, moment.now)
    await release_everyone(moment, ask)
    await moment.retell(records.status_letter(ask), views.ask_withdrawn(ask))
    return Withdrawal.WITHDRAWN
