"""Handlers of /klatch, and of joining and leaving a circle."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from bot.circles import queries
from bot.circles.actions import Field
from bot.circles.listeners import agenda, organizing
from bot.circles.members import joining, lookup, visibility
from bot.circles.models import Circle
from bot.circles.outcomes import JoinOutcome
from bot.circles.rules import Belonging, Reminder
from bot.circles.views import circles as circles_views
from bot.circles.views import hosting as hosting_views
from bot.circles.views import joining as views
from bot.circles.views import prompts as prompt_views
from bot.circles.views.circles import NextMeeting
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState
from bot.slack.command_words import in_english, likely_word
from bot.slack.handlers import say
from bot.slack.request import Command, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import row_id, words_typed

WORDS = ("help", "host", "join", "leave", "list", "new", "next", "prompt", "suggest")


async def command(request: Request, command: Command) -> Reply:
    """Answer /klatch: alone it shows the circles there are."""
    word, _, rest = in_english(words_typed(command.text).strip(), WORDS).partition(" ")
    match word:
        case "" | "list":
            rows, more = await lookup.statuses(request, request.member, command.channel)
            return Say(circles_views.circles(request.reader, rows, more, request.member.zone))
        case "help":
            return Say(circles_views.help_(request.reader))
        case "join":
            return await _join_by_name(request, rest, command.channel)
        case "leave":
            return await _leave_by_name(request, rest, command.channel)
        case "next":
            return await _next_meetings(request, rest, command.channel, circles_views.next_meetings)
        case "host":
            return await _next_meetings(request, rest, command.channel, hosting_views.turns)
        case "suggest":
            return await _suggest(request, rest, command.channel)
        case "prompt":
            return OpenForm(prompt_views.prompt_form(request.reader, rest))
        case "new":
            return OpenForm(await organizing.new_form(request, command.channel))
    typed = f"{word} {rest}".strip()
    return Say(circles_views.slip(request.reader, typed, likely_word(request.reader, word, WORDS)))


async def open_join_form(request: Request, press: Press) -> Reply:
    """Open the form that joins a circle."""
    return await _open_join_form(request, await queries.circle_of(request, row_id(press.value)))


async def join(request: Request, submission: Submission) -> Reply:
    """Put the member into a circle, or on its waiting list, and greet them."""
    circle_id = row_id(submission.subject)
    outcome = await joining.join(request, request.member, circle_id, _reminder_in(submission))
    if outcome in (JoinOutcome.JOINED, JoinOutcome.WAITING):
        await joining.greet(request, request.member, circle_id)
    return say(outcome, views.outcomes(request.reader))


async def leave(request: Request, press: Press) -> Reply:
    """Take the member out of a circle, or off its waiting list."""
    return await _leave(request, row_id(press.value))


async def open_reminders_form(request: Request, press: Press) -> Reply:
    """Open the form that chooses reminders."""
    circle = await queries.active_circle(request, row_id(press.value))
    if circle is None:
        return say(JoinOutcome.NO_CIRCLE, views.outcomes(request.reader))
    place = await queries.active_place(request, circle, request.member.id)
    if place is None:
        return say(JoinOutcome.NOT_IN, views.outcomes(request.reader))
    return OpenForm(views.reminders_form(request.reader, circle, place.reminder))


async def choose_reminder(request: Request, submission: Submission) -> Reply:
    """Save the reminder that was chosen; that the form closes says so."""
    circle_id = row_id(submission.subject)
    outcome = await joining.choose_reminder(request, request.member, circle_id, _reminder_in(submission))
    return say(outcome, views.outcomes(request.reader))


async def _join_by_name(request: Request, name: str, channel: str) -> Reply:
    visible = await visibility.visible_circles(request, request.member)
    if not visible:
        return Say(circles_views.circles(request.reader, [], 0, request.member.zone))
    found = lookup.matching(visible, name, channel)
    if not name and len(found) > 1:
        own = {circle.id for circle in await lookup.own_circles(request, request.member)}
        found = [circle for circle in found if circle.id not in own] or found
    if len(found) == 1:
        return await _open_join_form(request, found[0])
    return _ask_which(request, found, visible, circles_views.which_to_join, name)


async def _leave_by_name(request: Request, name: str, channel: str) -> Reply:
    own = await lookup.own_circles(request, request.member)
    if not own:
        return Say(circles_views.in_none(request.reader))
    found = lookup.matching(own, name, channel)
    if len(found) == 1:
        return await _leave(request, found[0].id)
    return _ask_which(request, found, own, circles_views.which_to_leave, name)


async def _next_meetings(
    request: Request, name: str, channel: str, view: Callable[[Reader, Sequence[NextMeeting], int, tzinfo], Message]
) -> Reply:
    """Show the next meetings of the member's circles of this name, else of this channel, else of all."""
    own = await visibility.circles_of(request, request.member.id)
    if not own:
        return Say(circles_views.in_none(request.reader))
    found = lookup.matching(own, name, channel)
    if not found:
        return _no_such_circle(request, name, own)
    rows = [await lookup.next_meeting(request, request.member, one) for one in found[: lookup.MEETINGS_AT_MOST]]
    return Say(view(request.reader, rows, len(found) - len(rows), request.member.zone))


def _ask_which(
    request: Request,
    found: Sequence[Circle],
    visible: Sequence[Circle],
    which: Callable[[Reader, Sequence[Circle]], Message],
    name: str,
) -> Reply:
    return Say(which(request.reader, found)) if found else _no_such_circle(request, name, visible)


def _no_such_circle(request: Request, name: str, visible: Sequence[Circle]) -> Reply:
    return Say(circles_views.no_such_circle(request.reader, name, lookup.likely_name(name, visible)))


async def _open_join_form(request: Request, circle: Circle | None) -> Reply:
    is_active = circle is not None and circle.state is not RecurringState.ENDED
    if circle is None or not is_active or not await visibility.may_see(request, request.member, circle):
        return say(JoinOutcome.NO_CIRCLE, views.outcomes(request.reader))
    place = await queries.active_place(request, circle, request.member.id)
    if place is not None:
        is_in = place.belonging is Belonging.IN
        return say(JoinOutcome.IN_BEFORE if is_in else JoinOutcome.WAITING_BEFORE, views.outcomes(request.reader))
    is_full = not await joining.has_free_place(request, circle)
    return OpenForm(views.join_form(request.reader, circle, is_full=is_full))


async def _leave(request: Request, circle_id: int) -> Reply:
    outcome = await joining.leave(request, request.member, circle_id)
    circle = await queries.circle_of(request, circle_id)
    if circle is not None and outcome is JoinOutcome.LEFT:
        return Say(views.left(request.reader, circle))
    return say(outcome, views.outcomes(request.reader))


async def _suggest(request: Request, words: str, channel: str) -> Reply:
    circles = lookup.matching(await visibility.circles_of(request, request.member.id), "", channel)
    return OpenForm(await agenda.suggest_form(request, circles[0].id if circles else 0, words))


def _reminder_in(submission: Submission) -> Reminder:
    chosen = submission.values.choice(Field.REMINDER)
    return Reminder(chosen) if chosen in list(Reminder) else Reminder.DAY_BEFORE
