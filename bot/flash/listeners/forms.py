"""Handlers that only open a form, or pass on the words in its one field."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar, cast

from slack_sdk.models.views import View

from bot.languages.reader import Reader
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed
from bot.slack.handlers import WordsOf, say
from bot.slack.request import OpenForm, Press, Reply, Request, Submission
from bot.slack.routes import Listener
from bot.slack.user_input import row_id

FoundT = TypeVar("FoundT")
OutcomeT = TypeVar("OutcomeT", bound=StrEnum)


def opens_form(
    find: Callable[[Moment, Member, int, Pressed | None], Awaitable[FoundT | OutcomeT]],
    form: Callable[[Reader, FoundT], View],
    words: WordsOf[OutcomeT],
) -> Listener[Press]:
    """Return a handler that opens the form about what ``find`` returns, or says the outcome that it returns instead."""

    async def handle(request: Request, press: Press) -> Reply:
        found = await find(request, request.member, row_id(press.value), press.message)
        if isinstance(found, StrEnum):
            return say(cast(OutcomeT, found), words(request.reader))
        return OpenForm(form(request.reader, found))

    return handle


def passes_words(
    use_case: Callable[[Moment, Member, int, None, str], Awaitable[OutcomeT]], field: str, words: WordsOf[OutcomeT]
) -> Listener[Submission]:
    """Return a handler that passes on what was written in a form's field, and says the outcome."""

    async def handle(request: Request, submission: Submission) -> Reply:
        written = submission.values.text(field)
        outcome = await use_case(request, request.member, row_id(submission.subject), None, written)
        return say(outcome, words(request.reader))

    return handle
