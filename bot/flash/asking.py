"""Asking: post a question, list one's open ones, change and withdraw them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from bot.database.marks import new_alias
from bot.flash import queries
from bot.flash.cards import show_ask, take_from_channel
from bot.flash.inviting import end_ask, invite_more, search
from bot.flash.models import Ask
from bot.flash.outcomes import WithdrawalOutcome
from bot.flash.question import Question
from bot.flash.rules import OPEN_ASKS_AT_MOST, REASON_OF_PREFERENCE, AskState
from bot.flash.shortlist import best_mentors
from bot.matching.asks.mentors import Preference
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.ask_channel import ask_channel_of
from bot.outbox.letters import Pressed
from bot.topics.topics import known_topics, suggested_topics


async def open_asks_before(moment: Moment, asker: Member) -> Sequence[Ask]:
    """Return the asker's own open asks, before another one. Whatever else they do at the same moment waits."""
    await directory.lock(moment.session, moment.workspace, asker.id)
    return await open_asks(moment, asker.id)


async def post_question(moment: Moment, asker: Member, question: Question, before: Sequence[Ask]) -> bool:
    """Post an ask: invite the best few mentors and tell the asker.

    Return False when too many of theirs are open ``before`` it.
    """
    if len(before) >= OPEN_ASKS_AT_MOST:
        return False
    alias = new_alias(moment.session, f"ask {moment.seed}")
    ask = Ask(
        workspace=moment.workspace,
        asker=asker.id,
        alias=alias,
        state=AskState.LOOKING,
        waves=0,
        posted_at=moment.now,
        invitations=[],
    )
    await _write(moment, ask, question)
    await _save(moment, ask)
    await search(moment, ask)
    await show_ask(moment, ask)
    return True


async def change_question(moment: Moment, asker: Member, ask_id: int, question: Question) -> bool:
    """Change an open ask of one's own, for all who see it. Return False when it is not open any more."""
    ask = await queries.own_ask(moment, asker.id, ask_id)
    if ask is None or ask.state is not AskState.LOOKING:
        return False
    if not question.in_channel:
        await take_from_channel(moment, ask)
    await _write(moment, ask, question)
    await _save(moment, ask)
    await invite_more(moment, ask)
    await show_ask(moment, ask)
    return True


async def is_changed(moment: Moment, ask: Ask, question: Question) -> bool:
    """Return whether a question differs from an open ask of it; topics that were not chosen are no difference."""
    topic_ids = await known_topics(moment, question.topic_ids) if question.topic_ids else ask.topic_ids
    return Question.of(ask) != replace(question, topic_ids=topic_ids)


async def is_anyone_preferred(moment: Moment, asker: Member, question: Question) -> bool:
    """Return whether we know of anybody who could be asked that they are as the asker would like them."""
    if question.preference is Preference.NO_PREFERENCE:
        return True
    ask = Ask(id=0, workspace=moment.workspace, asker=asker.id)
    await _write(moment, ask, question)
    reason = REASON_OF_PREFERENCE[question.preference]
    return any(reason in {one.kind for one in mentor.reasons} for mentor in await best_mentors(moment, ask))


async def _save(moment: Moment, ask: Ask) -> None:
    await queries.keep_findable(moment, ask)
    moment.session.add(ask)
    await moment.session.flush()


async def _write(moment: Moment, ask: Ask, question: Question) -> None:
    ask.question, ask.tried, ask.in_return = question.question, question.tried, question.in_return
    ask.preference, ask.minutes, ask.meeting_format = question.preference, question.minutes, question.meeting_format
    ask.shows_name = question.shows_name
    if question.in_channel and ask.channel is None:
        ask.channel = await ask_channel_of(moment)
    known = await known_topics(moment, question.topic_ids)
    ask.topic_ids = known or await suggested_topics(moment, question.question)


async def open_asks(moment: Moment, member: str) -> Sequence[Ask]:
    """Return the member's own open asks, the oldest first."""
    ids = await queries.open_asks_of(moment, member)
    if not ids:
        return []
    return (await moment.session.scalars(select(Ask).where(Ask.id.in_(ids)).order_by(Ask.id))).all()


async def withdraw(moment: Moment, member: Member, ask_id: int, pressed: Pressed | None) -> WithdrawalOutcome:
    """*Withdraw*, on one's own question: end it, and give everyone who was asked their time back."""
    ask = await queries.own_ask(moment, member.id, ask_id)
    if ask is None:
        return WithdrawalOutcome.NOT_YOURS
    was_open = ask.state is AskState.LOOKING
    if was_open:
        await end_ask(moment, ask, AskState.WITHDRAWN)
    await show_ask(moment, ask, pressed)
    if was_open:
        return WithdrawalOutcome.WITHDRAWN
    return WithdrawalOutcome.CHOSEN_BEFORE if ask.state is AskState.CHOSEN else WithdrawalOutcome.ENDED_BEFORE
