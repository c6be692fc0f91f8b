"""/just-lunch, its forms, and the buttons of what is proposed."""

from collections.abc import Awaitable, Callable
from datetime import date

from slack_sdk.models.views import View

from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.lunch import cards, day_requests, participation
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import queries as lunch_queries
from bot.pairings.lunch import status as lunch_status
from bot.pairings.lunch.meeting_options import PLACE, VIDEO, LunchPreferences, has_place
from bot.pairings.lunch.outcomes import JoinResult, RequestResult
from bot.pairings.models import Membership
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views import lunch as views
from bot.pairings.views import lunch_forms as forms
from bot.profiles.profile import profile_of
from bot.slack import request as slack
from bot.slack.command_words import in_english, likely_word
from bot.slack.form_values import FormValues
from bot.slack.handlers import say
from bot.slack.request import FormFaults, Nothing, OpenForm, Press, Reply, Request, Say
from bot.slack.routes import Listener

WORDS = ("help", "join", "today", "status", "skip", "resume", "leave")


async def command(request: Request, command: slack.Command) -> Reply:
    """/just-lunch: alone it opens the form."""
    typed = command.text.strip()
    match in_english(typed, WORDS):
        case "" | "join":
            return await _open_form(request)
        case "help":
            return Say(views.help_())
        case "today":
            return await _request_day(request, request.today)
        case "status":
            return await _status(request)
        case "skip":
            return await skip_week(request)
        case "resume":
            return await resume(request)
        case "leave":
            return await leave(request)
    return Say(views.slip(typed, likely_word(request.reader, typed, WORDS)))


async def open_form(request: Request, press: Press) -> Reply:
    """*Join* or *Change*; the card on which it stands is brought up to date meanwhile."""
    await cards.show_member(request, await lunch_queries.lunch_of(request), request.member, press.message)
    return await _open_form(request)


async def show_where(request: Request, press: Press) -> Reply:
    """Show the same form once it was chosen how they would meet: it asks where, if that is at a place."""
    day = _day_in(press.subject)
    if day is not None:
        return slack.ReplaceForm(forms.one_day_form(_preferences_in(press.values), day))
    return slack.ReplaceForm(_join_form(request, await _membership(request), _preferences_in(press.values)))


async def send(request: Request, submission: slack.Submission) -> Reply:
    """Do what the form says: for every week, or for one day."""
    faults = _faults(submission.values, for_one_day=bool(submission.subject))
    if faults:
        return FormFaults(faults)
    if submission.subject:
        day = _day_in(submission.subject) or request.today
        return await _request_day(request, day, _preferences_in(submission.values))
    return await _join(request, submission.values)


async def request_day(request: Request, press: Press) -> Reply:
    """*Lunch today*, or on the day that the button names."""
    return await _request_day(request, _day_in(press.value) or request.today, pressed=press.message)


async def cancel_day(request: Request, press: Press) -> Reply:
    """*Not after all*."""
    day = _day_in(press.value) or request.today
    outcome = await day_requests.cancel_day(request, request.member, day, press.message)
    return say(outcome, views.CANCEL_RESULTS)


def on_card(choice: Callable[[Request, Pressed | None], Awaitable[Reply]]) -> Listener[Press]:
    """Return the handler of a button that does what a command does, on the card where it stands."""

    async def handle(request: Request, press: Press) -> Reply:
        return await choice(request, press.message)

    return handle


async def skip_week(request: Request, pressed: Pressed | None = None) -> Reply:
    """*Skip this week*."""
    back = await participation.skip_week(request, request.member, pressed)
    return Say(views.skipping(back) if back else views.not_in())


async def resume(request: Request, pressed: Pressed | None = None) -> Reply:
    """*End the skip*."""
    outcome = await participation.resume(request, request.member, pressed)
    return Say(views.not_in()) if outcome is JoinResult.NOT_IN else await _status(request)


async def leave(request: Request, pressed: Pressed | None = None) -> Reply:
    """*Leave*."""
    outcome = await participation.leave(request, request.member, pressed)
    return Say(views.left() if outcome is JoinResult.DONE else views.not_in())


async def _open_form(request: Request) -> Reply:
    membership = await _membership(request)
    return OpenForm(_join_form(request, membership, await _preferences_before(request, membership)))


def _join_form(request: Request, membership: Membership | None, preferences: LunchPreferences) -> View:
    monday = lunch_days.monday_of_lunch_week(request.member.zone, request.now)
    return forms.join_form(preferences, monday, is_in=lunch_queries.is_taking_part(membership, request.now))


async def _join(request: Request, values: FormValues) -> Reply:
    """Join as the form says; the card that says how they take part is the answer."""
    if await participation.join(request, request.member, _preferences_in(values)) is JoinResult.NONE_LEFT:
        return FormFaults({Field.WEEKDAYS: forms.NONE_LEFT})
    return Nothing()


async def _request_day(
    request: Request, day: date, preferences: LunchPreferences | None = None, pressed: Pressed | None = None
) -> Reply:
    outcome = await day_requests.request_day(request, request.member, day, preferences, pressed)
    following = next(one for one in lunch_days.days_ahead(request.member.zone, request.now) if one != day)
    match outcome:
        case RequestResult.IN if preferences is not None:
            return Nothing()  # the card of the request is the answer
        case RequestResult.IN:
            return Say(views.requested(day, request.member.zone, request.today))
        case RequestResult.WEEKEND:
            return Say(views.weekend(request.today, following))
        case RequestResult.CLOSED:
            return Say(views.closed(request.today, following))
        case RequestResult.NO_WAY:
            return OpenForm(forms.one_day_form(await _preferences_before(request, await _membership(request)), day))
    return say(outcome, views.REQUEST_RESULTS)


async def _status(request: Request) -> Reply:
    return Say(views.status(await lunch_status.status(request, request.member), request.member.zone))


async def _membership(request: Request) -> Membership | None:
    programme = await lunch_queries.lunch_of(request)
    return None if programme is None else await queries.membership_of(request, programme, request.member.id)


async def _preferences_before(request: Request, membership: Membership | None) -> LunchPreferences:
    """Return what a form opens with: what was chosen before, or else every day, at the place of their profile."""
    place = membership.place if membership else ""
    ways = membership.ways if membership else []
    at_place = [PLACE] if has_place(ways) or not ways else []
    return LunchPreferences(
        weekdays=membership.weekdays if membership and membership.weekdays else range(len(views.WEEKDAYS)),
        ways=[*at_place, *([VIDEO] if VIDEO in ways else [])],
        place=place or (await profile_of(request, request.member.id)).place,
        only_this_week=bool(membership and membership.ends_at)
        and lunch_queries.is_taking_part(membership, request.now),
    )


def _preferences_in(values: FormValues) -> LunchPreferences:
    return LunchPreferences(
        weekdays=_weekdays_in(values),
        ways=values.choices(Field.WAYS),
        place=_place_in(values),
        only_this_week=values.choice(Field.HOW_LONG) == forms.THIS_WEEK,
    )


def _faults(values: FormValues, *, for_one_day: bool) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not for_one_day and not _weekdays_in(values):
        faults[Field.WEEKDAYS] = forms.WEEKDAY_MISSING
    ways = values.choices(Field.WAYS)
    if not ways:
        faults[Field.WAYS] = forms.WAY_MISSING
    if PLACE in ways and not _place_in(values):
        # Sent faster than the field of the place appears, the form has none to complain at.
        faults[Field.PLACE if Field.PLACE in values.state else Field.WAYS] = forms.PLACE_MISSING
    return faults


def _weekdays_in(values: FormValues) -> list[int]:
    """Return the weekdays that were ticked: 0, which is Monday here, is no row elsewhere."""
    chosen = set(values.choices(Field.WEEKDAYS))
    return [day for day in range(len(views.WEEKDAYS)) if str(day) in chosen]


def _place_in(values: FormValues) -> str:
    return " ".join(values.text(Field.PLACE).split())[:PLACE_LIMIT]


def _day_in(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
