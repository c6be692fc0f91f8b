"""/klatch, and the buttons about belonging to a circle and hosting it."""

from collections.abc import Sequence

from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.listeners import organizing, prompts, talk
from bot.circles.members import hosting, joining, lookup, visibility
from bot.circles.models import Circle
from bot.circles.outcomes import Hosting, JoinOutcome
from bot.circles.rules import Belonging, Reminder
from bot.circles.views import circles as circles_views
from bot.circles.views import hosting as hosting_views
from bot.circles.views import joining as views
from bot.circles.views.shared import said
from bot.recurring.rules import RecurringState
from bot.slack.request import Command, Nothing, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import likely_meant, row_id, words_typed

WORDS = ("help", "host", "join", "leave", "list", "new", "next", "prompt", "suggest")


async def command(request: Request, command: Command) -> Reply:
    """/klatch: alone it shows the circles there are."""
    word, _, rest = words_typed(command.text).strip().partition(" ")
    match word.casefold():
        case "" | "list":
            return Say(
                circles_views.circles(
                    *await lookup.statuses(request, request.member, command.channel), request.member.zone
                )
            )
        case "help":
            return Say(circles_views.help_())
        case "join":
            return await _join_meant(request, rest, command.channel)
        case "leave":
            return await _leave_meant(request, rest, command.channel)
        case "next":
            return await _next(request, rest, command.channel)
        case "host":
            return await _host(request, rest, command.channel)
        case "suggest":
            return await _suggest(request, rest, command.channel)
        case "prompt":
            return await prompts.new_prompt(request, rest)
        case "new":
            return OpenForm(await organizing.new_form(request, command.channel))
    typed = f"{word} {rest}".strip()
    return Say(circles_views.slip(typed, likely_meant(word, WORDS)))


async def open_join_form(request: Request, press: Press) -> Reply:
    """*Join*."""
    return await _open_join_form(request, await queries.circle_of(request, row_id(press.value)))


async def join(request: Request, submission: Submission) -> Reply:
    """In, or on the waiting list."""
    circle_id = row_id(submission.subject)
    outcome = await joining.join(request, request.member, circle_id, _reminder_in(submission))
    if outcome not in (JoinOutcome.JOINED, JoinOutcome.WAITING):
        return _say(outcome)
    await joining.greet(request, request.member, circle_id)
    return Nothing()


async def leave(request: Request, press: Press) -> Reply:
    """*Leave*."""
    return await _leave(request, row_id(press.value))


async def open_reminders_form(request: Request, press: Press) -> Reply:
    """*Reminders…*."""
    circle = await queries.circle_of(request, row_id(press.value))
    if circle is None or circle.state is RecurringState.ENDED:
        return _say(JoinOutcome.NO_CIRCLE)
    place = await queries.place_in(request, circle, request.member.id)
    if place is None or place.belonging is Belonging.OUT:
        return _say(JoinOutcome.NOT_IN)
    return OpenForm(views.reminders_form(circle, place.reminder))


async def choose_reminder(request: Request, submission: Submission) -> Reply:
    """What the form holds; that it closes says that it is saved."""
    circle_id = row_id(submission.subject)
    outcome = await joining.choose_reminder(request, request.member, circle_id, _reminder_in(submission))
    return Nothing() if outcome is JoinOutcome.REMINDER_CHOSEN else _say(outcome)


async def pass_on(request: Request, press: Press) -> Reply:
    """*Pass*."""
    return _say_hosting(await hosting.pass_on(request, request.member, row_id(press.value)))


async def agree(request: Request, press: Press) -> Reply:
    """*I'll host*."""
    return _say_hosting(await hosting.agree(request, request.member, row_id(press.value)))


async def would_host(request: Request, press: Press) -> Reply:
    """*I would like to host*."""
    return _say_hosting(await hosting.would_host(request, request.member, row_id(press.value)))


async def how_to_host(_turn: Request, _press: Press) -> Reply:
    """*How to host*: for whoever would like to know."""
    return OpenForm(hosting_views.hosting_ways())


async def _join_meant(request: Request, name: str, channel: str) -> Reply:
    seen = await visibility.visible_circles(request, request.member)
    if not seen:
        return Say(circles_views.circles([], 0, request.member.zone))
    found = lookup.meant(seen, name, channel)
    if not name and len(found) > 1:
        theirs = {circle.id for circle in await lookup.belonging_to(request, request.member)}
        found = [circle for circle in found if circle.id not in theirs] or found
    if len(found) == 1:
        return await _open_join_form(request, found[0])
    return _which(found, seen, "join", name)


async def _leave_meant(request: Request, name: str, channel: str) -> Reply:
    theirs = await lookup.belonging_to(request, request.member)
    if not theirs:
        return Say(circles_views.in_none())
    found = lookup.meant(theirs, name, channel)
    return await _leave(request, found[0].id) if len(found) == 1 else _which(found, theirs, "leave", name)


async def _next(request: Request, name: str, channel: str) -> Reply:
    found = await _of_theirs(request, name, channel)
    if not isinstance(found, Sequence):
        return found
    rows = [await lookup.ahead(request, request.member, one) for one in found[: lookup.AHEAD_AT_MOST]]
    return Say(circles_views.ahead(rows, len(found) - len(rows), request.member.zone))


async def _host(request: Request, name: str, channel: str) -> Reply:
    found = await _of_theirs(request, name, channel)
    if not isinstance(found, Sequence):
        return found
    rows = [await lookup.turn(request, request.member, one) for one in found[: lookup.AHEAD_AT_MOST]]
    return Say(hosting_views.turns(rows, len(found) - len(rows), request.member.zone))


async def _of_theirs(request: Request, name: str, channel: str) -> Sequence[Circle] | Reply:
    """The circles that a member is in: those of this name, else of this channel; or what to say where there is none."""
    theirs = await visibility.circles_of(request, request.member.id)
    if not theirs:
        return Say(circles_views.in_none())
    return lookup.meant(theirs, name, channel) or _which([], theirs, "", name)


def _which(found: Sequence[Circle], seen: Sequence[Circle], word: str, name: str) -> Reply:
    if not found:
        return Say(circles_views.no_such_circle(name, lookup.likely_name(name, seen)))
    return Say(circles_views.which(found, word))


async def _open_join_form(request: Request, circle: Circle | None) -> Reply:
    if circle is None or circle.state is RecurringState.ENDED:
        return _say(JoinOutcome.NO_CIRCLE)
    if not await visibility.may_see(request, request.member, circle):
        return _say(JoinOutcome.NO_CIRCLE)
    place = await queries.place_in(request, circle, request.member.id)
    if place is not None and place.belonging is not Belonging.OUT:
        return _say(JoinOutcome.IN_BEFORE if place.belonging is Belonging.IN else JoinOutcome.WAITING_BEFORE)
    return OpenForm(views.join_form(circle, is_full=not await joining.has_free_place(request, circle)))


async def _leave(request: Request, circle_id: int) -> Reply:
    outcome = await joining.leave(request, request.member, circle_id)
    circle = await queries.circle_of(request, circle_id)
    if circle is not None and outcome is JoinOutcome.LEFT:
        return Say(views.left(circle))
    return _say(outcome)


async def _suggest(request: Request, words: str, channel: str) -> Reply:
    circles = lookup.meant(await visibility.circles_of(request, request.member.id), "", channel)
    return OpenForm(await talk.suggest_form(request, circles[0].id if circles else 0, words))


def _reminder_in(submission: Submission) -> Reminder:
    chosen = submission.values.choice(Field.REMINDER)
    return Reminder(chosen) if chosen in list(Reminder) else Reminder.DAY_BEFORE


def _say(outcome: JoinOutcome) -> Reply:
    return Say(said(views.JOININGS[outcome]))


def _say_hosting(outcome: Hosting) -> Reply:
    return Say(said(hosting_views.HOSTINGS[outcome]))
