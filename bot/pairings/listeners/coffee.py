"""/coffee and the buttons of its notice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial

from bot.blocks import said
from bot.cadence import CadenceError, parse_day
from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.coffee import participants, participation, rounds
from bot.pairings.models import Programme
from bot.pairings.outcomes import CoffeeChoice
from bot.pairings.rules import PAUSE_AT_MOST
from bot.pairings.views import coffee as views
from bot.slack.command_words import in_english, likely_word
from bot.slack.handlers import say
from bot.slack.request import Command, FormFaults, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.routes import Listener
from bot.slack.user_input import row_id

WORDS = ("help", "join", "leave", "skip", "pause", "resume", "status")

Choice = Callable[[Request, Programme, Pressed | None], Awaitable[Reply]]
"""A member's choice about one programme, by a command or on a card."""


async def command(request: Request, command: Command) -> Reply:
    """/coffee: alone it shows how the member takes part."""
    typed = command.text.strip()
    match in_english(typed.casefold(), WORDS).split(maxsplit=1):
        case [] | ["status"]:
            return await _status(request, command.channel)
        case ["help"]:
            return Say(views.help_(request.reader))
        case ["pause", day]:
            return await _choose(request, command, "pause", partial(_pause_until, typed=typed, day=day))
        case [word] if word in _CHOICES:
            return await _choose(request, command, word, _CHOICES[word])
    return Say(views.slip(request.reader, typed, likely_word(request.reader, typed, WORDS)))


def on_programme(choice: Choice) -> Listener[Press]:
    """Return the handler of a button that carries a programme."""

    async def handle(request: Request, press: Press) -> Reply:
        programme = await queries.programme_of(request, row_id(press.value))
        if programme is None:
            return say(CoffeeChoice.PROGRAMME_OVER, views.choices(request.reader))
        return await choice(request, programme, press.message)

    return handle


async def join(request: Request, programme: Programme, pressed: Pressed | None = None) -> Reply:
    """*Join*, or *Go on*."""
    outcome = await participation.join(request, request.member, programme.id, pressed)
    welcomed = outcome is CoffeeChoice.JOINED
    return await _welcome(request, programme) if welcomed else say(outcome, views.choices(request.reader))


async def resume(request: Request, programme: Programme, pressed: Pressed | None = None) -> Reply:
    """*End the pause*."""
    outcome = await participation.join(request, request.member, programme.id, pressed)
    welcomed = outcome in (CoffeeChoice.JOINED, CoffeeChoice.IN_BEFORE)
    return await _welcome(request, programme) if welcomed else say(outcome, views.choices(request.reader))


async def leave(request: Request, programme: Programme, pressed: Pressed | None = None) -> Reply:
    """*Leave*: the notice says so; where there is none, we do."""
    outcome = await participation.leave(request, request.member, programme.id, pressed)
    return (
        Say(views.left(request.reader, programme))
        if outcome is CoffeeChoice.LEFT
        else say(outcome, views.choices(request.reader))
    )


async def skip_next(request: Request, programme: Programme, _pressed: Pressed | None = None) -> Reply:
    """*Skip the next round*."""
    following = await rounds.next_round_at(request, programme)
    outcome = await participation.skip_next(request, request.member, programme)
    if outcome is not CoffeeChoice.SKIPPED or following is None:
        return say(outcome, views.choices(request.reader))
    return Say(views.skips_next(request.reader, programme, following, request.member.zone))


async def open_pause_form(request: Request, programme: Programme, _pressed: Pressed | None = None) -> Reply:
    """*Pause until…*."""
    if not await participants.is_in(request, programme, request.member.id):
        return say(CoffeeChoice.NOT_IN, views.choices(request.reader))
    return OpenForm(views.pause_form(request.reader, programme, request.today + timedelta(days=14)))


async def pause(request: Request, submission: Submission) -> Reply:
    """Pause until the day that the form holds."""
    until = submission.values.day(Field.UNTIL)
    fault = _fault_in(request, until)
    if until is None or fault:
        return FormFaults({Field.UNTIL: fault or views.pause_in_the_past(request.reader)})
    programme = await queries.programme_of(request, row_id(submission.subject))
    if programme is None:
        return say(CoffeeChoice.PROGRAMME_OVER, views.choices(request.reader))
    return await _pause(request, programme, until)


_CHOICES: dict[str, Choice] = {
    "join": join,
    "leave": leave,
    "skip": skip_next,
    "pause": open_pause_form,
    "resume": resume,
}


async def _status(request: Request, channel: str) -> Reply:
    programmes = await participants.programmes_with(request, request.member.id, channel)
    if not programmes:
        return Say(views.no_coffee(request.reader))
    rows = [
        views.CoffeeStatus(
            programme,
            await participants.is_in(request, programme, request.member.id),
            await participants.paused_until(request, programme, request.member.id),
            await rounds.next_round_at(request, programme),
        )
        for programme in programmes
    ]
    return Say(views.status(request.reader, rows, request.member.zone))


async def _choose(request: Request, command: Command, word: str, choice: Choice) -> Reply:
    programmes = await participants.programmes_with(request, request.member.id, command.channel)
    meant = await _meant(request, programmes, word)
    if not programmes:
        return Say(views.no_coffee(request.reader))
    if len(meant) != 1:
        return Say(views.which(request.reader, programmes, word))
    return await choice(request, meant[0], None)


async def _meant(request: Request, programmes: Sequence[Programme], word: str) -> Sequence[Programme]:
    """Return the programmes that a word could be about: all but joining is about those that the member is in."""
    if len(programmes) < 2 or word == "join":
        return programmes
    return [one for one in programmes if await participants.is_in(request, one, request.member.id)]


async def _welcome(request: Request, programme: Programme) -> Reply:
    following = await rounds.next_round_at(request, programme)
    is_announced = await queries.open_round(request, programme) is not None
    return Say(views.joined(request.reader, programme, following, request.member.zone, is_announced=is_announced))


async def _pause_until(
    request: Request, programme: Programme, _pressed: Pressed | None, *, typed: str, day: str
) -> Reply:
    try:
        until = parse_day(day, request.today, request.reader.locale)
    except CadenceError:
        return Say(views.slip(request.reader, typed, f"pause {request.today + timedelta(days=14)}"))
    fault = _fault_in(request, until)
    return Say(said(request.reader, fault)) if fault else await _pause(request, programme, until)


async def _pause(request: Request, programme: Programme, until: date) -> Reply:
    outcome = await participation.pause(request, request.member, programme.id, until)
    if outcome is not CoffeeChoice.PAUSED:
        return say(outcome, views.choices(request.reader))
    return Say(views.has_paused(request.reader, programme, until))


def _fault_in(request: Request, until: date | None) -> str:
    today = request.today
    if until is None or until <= today:
        return views.pause_in_the_past(request.reader)
    return views.pause_too_long(request.reader) if until - today > PAUSE_AT_MOST else ""
