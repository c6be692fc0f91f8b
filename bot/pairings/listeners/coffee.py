"""/coffee and the buttons of its notice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

from bot.pairings import records
from bot.pairings.actions import Field
from bot.pairings.coffee import opening, taking_part, who
from bot.pairings.models import Programme
from bot.pairings.outcomes import Choice
from bot.pairings.rules import PAUSE_AT_MOST
from bot.pairings.views import coffee as views
from bot.slack.turn import Command, FormFaults, Nothing, OpenForm, Press, Reply, Say, Submission, Turn
from bot.slack.typed import likely_meant, number_in

WORDS = ("help", "join", "leave", "skip", "pause", "resume", "status")

Deed = Callable[[Turn, Programme], Awaitable[Reply]]


async def command(turn: Turn, command: Command) -> Reply:
    """/coffee: alone it shows where the member stands."""
    typed = command.text.strip()
    match typed.casefold().split(maxsplit=1):
        case [] | ["status"]:
            return await _status(turn, command.channel)
        case ["help"]:
            return Say(views.help_())
        case ["pause", day]:
            return await _for_the_one_meant(turn, command, "pause", lambda t, p: _pause_until(t, p, typed, day))
        case [word] if word in _DEEDS:
            return await _for_the_one_meant(turn, command, word, _DEEDS[word])
    return Say(views.slip(typed, likely_meant(typed, WORDS)))


async def join(turn: Turn, press: Press) -> Reply:
    """*Join*, or *Go on*."""
    return await _with_programme(turn, press, lambda t, p: _join(t, p, press))


async def leave(turn: Turn, press: Press) -> Reply:
    """*Leave*: the notice says so; where there is none, we do."""
    return await _with_programme(turn, press, lambda t, p: _leave(t, p, press))


async def skip_round(turn: Turn, press: Press) -> Reply:
    """*Skip this round*, in its notice."""
    return _say(await taking_part.skip(turn.moment, turn.member, number_in(press.value), press.message))


async def rejoin_round(turn: Turn, press: Press) -> Reply:
    """*I can after all*."""
    return _say(await taking_part.take_part_after_all(turn.moment, turn.member, number_in(press.value), press.message))


async def skip_next(turn: Turn, press: Press) -> Reply:
    """*Skip the next round*."""
    return await _with_programme(turn, press, _skip)


async def open_pause_form(turn: Turn, press: Press) -> Reply:
    """*Pause until…*."""
    return await _with_programme(turn, press, _open_pause_form)


async def pause(turn: Turn, submission: Submission) -> Reply:
    """Pause until the day that the form holds."""
    until = submission.values.day(Field.UNTIL)
    fault = _fault_in(turn, until)
    if until is None or fault:
        return FormFaults({Field.UNTIL: fault or views.PAUSE_IN_THE_PAST})
    programme = await records.programme_of(turn.moment, number_in(submission.subject))
    return _say(Choice.PROGRAMME_OVER) if programme is None else await _pause(turn, programme, until)


async def resume(turn: Turn, press: Press) -> Reply:
    """*End the pause*."""
    return await _with_programme(turn, press, lambda t, p: _resume(t, p, press))


async def _status(turn: Turn, channel: str) -> Reply:
    programmes = await who.programmes_with(turn.moment, turn.member.id, channel)
    if not programmes:
        return Say(views.no_coffee())
    rows = [
        views.Standing(
            programme,
            await who.is_in(turn.moment, programme, turn.member.id),
            await who.paused_until(turn.moment, programme, turn.member.id),
            await opening.next_round_at(turn.moment, programme),
        )
        for programme in programmes
    ]
    return Say(views.status(rows, turn.member.zone))


async def _for_the_one_meant(turn: Turn, command: Command, word: str, deed: Deed) -> Reply:
    programmes = await who.programmes_with(turn.moment, turn.member.id, command.channel)
    meant = await _meant(turn, programmes, word)
    if not programmes:
        return Say(views.no_coffee())
    if len(meant) != 1:
        return Say(views.which(programmes, word))
    return await deed(turn, meant[0])


async def _meant(turn: Turn, programmes: Sequence[Programme], word: str) -> Sequence[Programme]:
    """The programmes that a word could be about: all but joining is about those that the member is in."""
    if len(programmes) < 2 or word == "join":
        return programmes
    return [one for one in programmes if await who.is_in(turn.moment, one, turn.member.id)]


async def _with_programme(turn: Turn, press: Press, deed: Deed) -> Reply:
    programme = await records.programme_of(turn.moment, number_in(press.value))
    return _say(Choice.PROGRAMME_OVER) if programme is None else await deed(turn, programme)


async def _join(turn: Turn, programme: Programme, press: Press | None = None) -> Reply:
    outcome = await taking_part.join(turn.moment, turn.member, programme.id, press.message if press else None)
    if outcome is not Choice.JOINED:
        return _say(outcome)
    return await _welcome(turn, programme)


async def _resume(turn: Turn, programme: Programme, press: Press | None = None) -> Reply:
    outcome = await taking_part.join(turn.moment, turn.member, programme.id, press.message if press else None)
    return await _welcome(turn, programme) if outcome in (Choice.JOINED, Choice.IN_BEFORE) else _say(outcome)


async def _welcome(turn: Turn, programme: Programme) -> Reply:
    following = await opening.next_round_at(turn.moment, programme)
    is_announced = await records.open_round(turn.moment, programme) is not None
    return Say(views.joined(programme, following, turn.member.zone, is_announced=is_announced))


async def _leave(turn: Turn, programme: Programme, press: Press | None = None) -> Reply:
    message = press.message if press else None
    outcome = await taking_part.leave(turn.moment, turn.member, programme.id, message)
    return Say(views.left(programme)) if outcome is Choice.LEFT else _say(outcome)


async def _skip(turn: Turn, programme: Programme) -> Reply:
    following = await opening.next_round_at(turn.moment, programme)
    outcome = await taking_part.skip_next(turn.moment, turn.member, programme)
    if outcome is not Choice.SKIPPED or following is None:
        return _say(outcome)
    return Say(views.skips_next(programme, following, turn.member.zone))


async def _open_pause_form(turn: Turn, programme: Programme) -> Reply:
    if not await who.is_in(turn.moment, programme, turn.member.id):
        return _say(Choice.NOT_IN)
    return OpenForm(views.pause_form(programme, turn.today + timedelta(days=14)))


async def _pause_until(turn: Turn, programme: Programme, typed: str, day: str) -> Reply:
    try:
        until = date.fromisoformat(day.removeprefix("until "))
    except ValueError:
        return Say(views.slip(typed, f"pause {turn.today + timedelta(days=14)}"))
    fault = _fault_in(turn, until)
    return Say(views.said(fault)) if fault else await _pause(turn, programme, until)


async def _pause(turn: Turn, programme: Programme, until: date) -> Reply:
    outcome = await taking_part.pause(turn.moment, turn.member, programme.id, until)
    return Say(views.has_paused(programme, until)) if outcome is Choice.PAUSED else _say(outcome)


def _fault_in(turn: Turn, until: date | None) -> str:
    today = turn.today
    if until is None or until <= today:
        return views.PAUSE_IN_THE_PAST
    return views.PAUSE_TOO_LONG if until - today > PAUSE_AT_MOST else ""


def _say(outcome: Choice) -> Reply:
    words = views.CHOICES.get(outcome, "")
    return Say(views.said(words)) if words else Nothing()


_DEEDS: dict[str, Deed] = {
    "join": _join,
    "leave": _leave,
    "skip": _skip,
    "pause": _open_pause_form,
    "resume": _resume,
}
