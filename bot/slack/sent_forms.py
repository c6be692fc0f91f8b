"""A form counts once, however often it is sent: to the second sending goes the answer that the first had."""

import hashlib

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_once
from bot.slack.acknowledging import Acknowledgement, acknowledge
from bot.slack.models import SentForm
from bot.slack.request import Nothing, ReplaceForm, Reply, Request, Say, Submission


async def answered_before(request: Request, submission: Submission) -> Acknowledgement | None:
    """Return what a form was answered that has been sent before; None when it is sent for the first time.

    Of two that are sent at once, the second waits here for the end of the first one's transaction.
    """
    number = _number_of(submission)
    if number is None:
        return None
    key = {"workspace": submission.workspace, "id": number}
    if await insert_once(request.session, SentForm, list(key), **key, sent_on=request.now.date()):
        return None
    form = await request.session.get_one(SentForm, (submission.workspace, number))
    return Acknowledgement(body=form.answer or "")


async def note_answer(session: AsyncSession, submission: Submission, reply: Reply) -> None:
    """Keep what a form is answered, for whoever sends it again. One that stays open is to be sent again."""
    number = _number_of(submission)
    if number is None:
        return
    this = (SentForm.workspace == submission.workspace, SentForm.id == number)
    match reply:
        case Nothing() | Say():  # it closes, and there is nothing to keep
            pass
        case ReplaceForm():
            answer = acknowledge(submission, reply).body
            await session.execute(update(SentForm).where(*this).values(answer=answer))
        case _:
            await session.execute(delete(SentForm).where(*this))


def _number_of(submission: Submission) -> str | None:
    """A digest of the numbers that Slack gives to every form, and to what it holds when it is shown."""
    view = submission.view
    return hashlib.sha256(f"{view.id} {view.hash}".encode()).hexdigest() if view.id else None
