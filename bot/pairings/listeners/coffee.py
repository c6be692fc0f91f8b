"""/coffee and the buttons of its notice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.coffee import participants, participation, rounds
from bot.pairings.models import Programme
from bot.pairings.outcomes import CoffeeChoice
from bot.pairings.rules import PAUSE_AT_MOST
from bot.pairings.views import coffee as views
from bot.slack.request import Command, FormFaults, Nothing, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import likely_meant, row_id

WORDS = ("help", "join", "leave", "skip", "pause", "resume", "status")

Deed = Callable[[Request, Programme], Awaitable[Reply]]


async def command(request: Request, command: Command) -> Reply:
    """/coffee: alone it shows where the member stands."""
    typed = command.text.strip()
    match typed.casefold().split(maxsplit=1):
        case [] | ["status"]:
            return await _status(request, command.channel)
        case ["help"]:
            return Say(views.help_())
        case ["pause", day]:
            return await _for_the_one_meant(request, command, "pause", lambda t, p: _pause_until(t, p, typed, day))
        case [word] if word in _DEEDS:
            return await _for_the_one_meant(request, command, word, _DEEDS[word])
    return Say(views.slip(typed, likely_meant(typed, WORDS)))


async def join(request: Request, press: Press) -> Reply:
    """*Join*, or *Go on*."""
    return await _with_programme(request, press, lambda t, p: _join(t, p, press))


async def leave(request: Request, press: Press) -> Reply:
    """*Leave*: the notice says so; where there is none, we do."""
    return await _with_programme(request, press, lambda t, p: _leave(t, p, press))


async def skip_round(request: Request, press: Press) -> Reply:
    """*Skip this round*, in its notice."""
    return _say(await participation.skip(request, request.member, row_id(press.value), press.message))


async def rejoin_round(request: Request, press: Press) -> Reply:
    """*I can after all*."""
    return _say(await participation.take_part_after_all(request, request.member, row_id(press.value), press.message))


async def skip_next(request: Request, press: Press) -> Reply:
    """*Skip the next round*."""
    return await _with_programme(request, press, _skip)


async def open_pause_form(request: Request, press: Press) -> Reply:
    """*Pause until…*."""
    return await _with_programme(request, press, _open_pause_form)


async def pause(request: Request, submission: Submission) -> Reply:
    """Pause until the day that the form holds."""
    until = submission.values.day(Field.UNTIL)
    fault = _fault_in(request, until)
    if until is None or fault:
        return FormFaults({Field.UNTIL: fault or views.PAUSE_IN_THE_PAST})
    programme = await queries.programme_of(request, row_id(submission.subject))
    return _say(CoffeeChoice.PROGRAMME_OVER) if programme is None else await _pause(request, programme, until)


async def resume(request: Request, press: Press) -> Reply:
    """*End the pause*."""
    return await _with_programme(request, press, lambda t, p: _resume(t, p, press))


async def _status(request: Request, channel: str) -> Reply:
    programmes = await participants.programmes_with(request, request.member.id, channel)
    if not programmes:
        return Say(views.no_coffee())
    rows = [
        views.CoffeeStatus(
            programme,
            await participants.is_in(request, programme, request.member.id),
            await participants.paused_until(request, programme, request.member.id),
            await rounds.next_round_at(request, programme),
        )
        for programme in programmes
    ]
    return Say(views.status(rows, request.member.zone))


async def _for_the_one_meant(request: Request, command: Command, word: str, deed: Deed) -> Reply:
    programmes = await participants.programmes_with(request, request.member.id, command.channel)
    meant = await _meant(request, programmes, word)
    if not programmes:
        return Say(views.no_coffee())
    if len(meant) != 1:
        return Say(views.which(programmes, word))
    return await deed(request, meant[0])


async def _meant(request: Request, programmes: Sequence[Programme], word: str) -> Sequence[Programme]:
    """The programmes that a word could be about: all but joining is about those that the member is in."""
    if len(programmes) < 2 or word == "join":
        return programmes
    return [one for one in programmes if await participants.is_in(request, one, request.member.id)]


async def _with_programme(request: Request, press: Press, deed: Deed) -> Reply:
    programme = await queries.programme_of(request, row_id(press.value))
    return _say(CoffeeChoice.PROGRAMME_OVER) if programme is None else await deed(request, programme)


async def _join(request: Request, programme: Programme, press: Press | None = None) -> Reply:
    outcome = await participation.join(request, request.member, programme.id, press.message if press else None)
    if outcome is not CoffeeChoice.JOINED:
        return _say(outcome)
    return await _welcome(request, programme)


async def _resume(request: Request, programme: Programme, press: Press | None = None) -> Reply:
    outcome = await participation.join(request, request.member, programme.id, press.message if press else None)
    return (
        await _welcome(request, programme)
        if outcome in (CoffeeChoice.JOINED, CoffeeChoice.IN_BEFORE)
        else _say(outcome)
    )


async def _welcome(request: Request, programme: Programme) -> Reply:
    following = await rounds.next_round_at(request, programme)
    is_announced = await queries.open_round(request, programme) is not None
    return Say(views.joined(programme, following, request.member.zone, is_announced=is_announced))


async def _leave(request: Request, programme: Programme, press: Press | None = None) -> Reply:
    message = press.message if press else None
    outcome = await participation.leave(request, request.member, programme.id, message)
    return Say(views.left(programme)) if outcome is CoffeeChoice.LEFT else _say(outcome)


async def _skip(request: Request, programme: Programme) -> Reply:
    following = await rounds.next_round_at(request, programme)
    outcome = await participation.skip_next(request, request.member, programme)
    if outcome is not CoffeeChoice.SKIPPED or following is None:
        return _say(outcome)
    return Say(views.skips_next(programme, following, request.member.zone))


async def _open_pause_form(request: Request, programme: Programme) -> Reply:
    if not await participants.is_in(request, programme, request.member.id):
        return _say(CoffeeChoice.NOT_IN)
    return OpenForm(views.pause_form(programme, request.today + timedelta(days=14)))


async def _pause_until(request: Request, programme: Programme, typed: str, day: str) -> Reply:
    try:
        until = date.fromisoformat(day.removeprefix("until "))
    except ValueError:
        return Say(views.slip(typed, f"pause {request.today + timedelta(days=14)}"))
    fault = _fault_in(request, until)
    return Say(views.said(fault)) if fault else await _pause(request, programme, until)


async def _pause(request: Request, programme: Programme, until: date) -> Reply:
    outcome = await participation.pause(request, request.member, programme.id, until)
    return Say(views.has_paused(programme, until)) if outcome is CoffeeChoice.PAUSED else _say(outcome)


def _fault_in(request: Request, until: date | None) -> str:
    today = request.today
    if until is None or until <= today:
        return views.PAUSE_IN_THE_PAST
    return views.PAUSE_TOO_LONG if until - today > PAUSE_AT_MOST else ""


def _say(outcome: CoffeeChoice) -> Reply:
    words = views.CHOICES.get(outcome, "")
    return Say(views.said(words)) if words else Nothing()


_DEEDS: dict[str, Deed] = {
    "join": _join,
    "leave": _leave,
    "skip": _skip,
    "pause": _open_pause_form,
    "resume": _resume,
}
