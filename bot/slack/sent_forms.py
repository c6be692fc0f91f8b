"""A form counts once, however often it is sent: to the second sending goes the answer that the first had."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_once
from bot.slack.acknowledging import Acknowledgement, acknowledge
from bot.slack.incoming import Incoming, RequestKind
from bot.slack.models import SentForm
from bot.slack.request import Nothing, ReplaceForm, Reply, Say


async def answered_before(session: AsyncSession, incoming: Incoming, now: datetime) -> Acknowledgement | None:
    """What a form was answered that has been sent before; None when it is sent for the first time, or is no form.

    Of two that are sent at once, the second waits here for the end of the first one's transaction.
    """
    number = _number_of(incoming)
    if number is None:
        return None
    key = {"workspace": incoming.workspace, "id": number}
    if await insert_once(session, SentForm, list(key), **key, sent_on=now.date()):
        return None
    form = await session.get_one(SentForm, (incoming.workspace, number))
    return Acknowledgement(body=form.answer or "")


async def note_answer(session: AsyncSession, incoming: Incoming, reply: Reply) -> None:
    """Keep what a form is answered, for whoever sends it again. One that stays open is to be sent again."""
    number = _number_of(incoming)
    if number is None:
        return
    this = (SentForm.workspace == incoming.workspace, SentForm.id == number)
    match reply:
        case Nothing() | Say():  # it closes, and there is nothing to keep
            pass
        case ReplaceForm():
            answer = acknowledge(incoming, reply).body
            await session.execute(update(SentForm).where(*this).values(answer=answer))
        case _:
            await session.execute(delete(SentForm).where(*this))


def _number_of(incoming: Incoming) -> str | None:
    """By what a form is known when it is sent again: Slack numbers every form, and what it holds when it is shown."""
    view = incoming.view
    if incoming.kind is not RequestKind.SUBMISSION or view is None or not view.id:
        return None
    return hashlib.sha256(f"{view.id} {view.hash}".encode()).hexdigest()
