"""/just-lunch, its forms, and the buttons of what is proposed."""

from datetime import date

from slack_sdk.models.views import View

from bot.outbox.letters import Pressed
from bot.pairings import queries
from bot.pairings.actions import Field
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import preferences as lunch_wishes
from bot.pairings.lunch import proposing
from bot.pairings.lunch import queries as lunch_records
from bot.pairings.lunch.meeting_options import PLACE, VIDEO, MeetingOption, has_place
from bot.pairings.lunch.outcomes import Answered, Joined, Pooled
from bot.pairings.models import Membership
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views import lunch as views
from bot.pairings.views import lunch_forms as forms
from bot.pairings.views.proposals import ANSWERS
from bot.profiles.profile import profile_of
from bot.slack.form_values import FormValues
from bot.slack.request import (
    Command,
    FormFaults,
    Nothing,
    OpenForm,
    Press,
    ReplaceForm,
    Reply,
    Request,
    Say,
    Submission,
)
from bot.slack.user_input import likely_meant, row_id

WORDS = ("help", "join", "today", "status", "skip", "resume", "leave")


async def command(request: Request, command: Command) -> Reply:
    """/just-lunch: alone it opens the form."""
    typed = command.text.strip()
    match typed.casefold():
        case "" | "join":
            return await _open_form(request)
        case "help":
            return Say(views.help_())
        case "today":
            return await _ask_for(request, request.today)
        case "status":
            return await _status(request)
        case "skip":
            return await _skip_week(request)
        case "resume":
            return await _resume(request)
        case "leave":
            return await _leave(request)
    return Say(views.slip(typed, likely_meant(typed, WORDS)))


async def open_form(request: Request, press: Press) -> Reply:
    """*Join* or *Change*; the card on which it stands is brought up to date meanwhile."""
    await lunch_wishes.look_again(request, request.member, press.message)
    return await _open_form(request)


async def show_where(request: Request, press: Press) -> Reply:
    """How they would meet was chosen: the same form, which asks where if it is at a place."""
    day = _day_in(press.subject)
    if day is not None:
        return ReplaceForm(forms.one_day_form(_wish_in(press.values), day))
    return ReplaceForm(_join_form(request, await _membership(request), _wish_in(press.values)))


async def send(request: Request, submission: Submission) -> Reply:
    """What the form holds: for every week, or for one day."""
    faults = _faults(submission.values, for_one_day=bool(submission.subject))
    if faults:
        return FormFaults(faults)
    if submission.subject:
        day = _day_in(submission.subject) or request.today
        return await _ask_for(request, day, _wish_in(submission.values))
    return await _join(request, submission.values)


async def ask_for(request: Request, press: Press) -> Reply:
    """*Lunch today*, or on the day that the button names."""
    return await _ask_for(request, _day_in(press.value) or request.today, pressed=press.message)


async def not_on(request: Request, press: Press) -> Reply:
    """*Not after all*."""
    day = _day_in(press.value) or request.today
    outcome = await lunch_wishes.not_on(request, request.member, day, press.message)
    return Say(views.said(views.UNPOOLED[outcome]))


async def skip_week(request: Request, press: Press) -> Reply:
    """*Skip this week*."""
    return await _skip_week(request, press.message)


async def resume(request: Request, press: Press) -> Reply:
    """*End the skip*."""
    return await _resume(request, press.message)


async def leave(request: Request, press: Press) -> Reply:
    """*Leave*."""
    return await _leave(request, press.message)


async def accept(request: Request, press: Press) -> Reply:
    """*Accept*."""
    return _say(await proposing.accept(request, request.member, row_id(press.value), press.message))


async def decline(request: Request, press: Press) -> Reply:
    """*Not this time*."""
    return _say(await proposing.decline(request, request.member, row_id(press.value), press.message))


async def _open_form(request: Request) -> Reply:
    membership = await _membership(request)
    return OpenForm(_join_form(request, membership, await _wish_before(request, membership)))


def _join_form(request: Request, membership: Membership | None, wish: MeetingOption) -> View:
    monday = lunch_days.monday_of_lunch_week(request.member.zone, request.now)
    return forms.join_form(wish, monday, is_in=lunch_records.is_taking_part(membership, request.now))


async def _join(request: Request, values: FormValues) -> Reply:
    """The card that says how they take part is the answer."""
    if await lunch_wishes.join(request, request.member, _wish_in(values)) is Joined.NONE_LEFT:
        return FormFaults({Field.WEEKDAYS: forms.NONE_LEFT})
    return Nothing()


async def _ask_for(
    request: Request, day: date, wish: MeetingOption | None = None, pressed: Pressed | None = None
) -> Reply:
    outcome = await lunch_wishes.ask_for(request, request.member, day, wish, pressed)
    following = next(one for one in lunch_days.days_ahead(request.member.zone, request.now) if one != day)
    match outcome:
        case Pooled.IN if wish is not None:
            return Nothing()  # the card of the wish is the answer
        case Pooled.IN:
            return Say(views.pooled(day, request.member.zone, request.today))
        case Pooled.WEEKEND:
            return Say(views.weekend(request.today, following))
        case Pooled.CLOSED:
            return Say(views.closed(request.today, following))
        case Pooled.NO_WAY:
            return OpenForm(forms.one_day_form(await _wish_before(request, await _membership(request)), day))
    return Say(views.said(views.POOLED[outcome]))


async def _status(request: Request) -> Reply:
    return Say(views.status(await lunch_wishes.status(request, request.member), request.member.zone))


async def _skip_week(request: Request, pressed: Pressed | None = None) -> Reply:
    back = await lunch_wishes.skip_week(request, request.member, pressed)
    return Say(views.skipping(back) if back else views.not_in())


async def _resume(request: Request, pressed: Pressed | None = None) -> Reply:
    outcome = await lunch_wishes.resume(request, request.member, pressed)
    return Say(views.not_in()) if outcome is Joined.NOT_IN else await _status(request)


async def _leave(request: Request, pressed: Pressed | None = None) -> Reply:
    outcome = await lunch_wishes.leave(request, request.member, pressed)
    return Say(views.left() if outcome is Joined.DONE else views.not_in())


async def _membership(request: Request) -> Membership | None:
    programme = await lunch_records.lunch_of(request)
    return None if programme is None else await queries.membership_of(request, programme, request.member.id)


async def _wish_before(request: Request, membership: Membership | None) -> MeetingOption:
    """What a form opens with: what was chosen before, or else every day, at the place of their profile."""
    place = membership.place if membership else ""
    ways = membership.ways if membership else []
    at_place = [PLACE] if has_place(ways) or not ways else []
    return MeetingOption(
        weekdays=membership.weekdays if membership and membership.weekdays else range(len(views.WEEKDAYS)),
        ways=[*at_place, *([VIDEO] if VIDEO in ways else [])],
        place=place or (await profile_of(request, request.member.id)).place,
        only_this_week=bool(membership and membership.ends_at)
        and lunch_records.is_taking_part(membership, request.now),
    )


def _wish_in(values: FormValues) -> MeetingOption:
    return MeetingOption(
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
    """The weekdays that were ticked: 0, which is Monday here, is no row elsewhere."""
    chosen = set(values.choices(Field.WEEKDAYS))
    return [day for day in range(len(views.WEEKDAYS)) if str(day) in chosen]


def _place_in(values: FormValues) -> str:
    return " ".join(values.text(Field.PLACE).split())[:PLACE_LIMIT]


def _day_in(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _say(outcome: Answered) -> Reply:
    return Say(views.said(ANSWERS[outcome])) if outcome in ANSWERS else Nothing()
