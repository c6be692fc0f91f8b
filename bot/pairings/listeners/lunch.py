"""/just-lunch, its forms, and the buttons of what is proposed."""

from datetime import date

from slack_sdk.models.views import View

from bot.outbox.service import Pressed
from bot.pairings import records
from bot.pairings.actions import Action, Field, Form
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import proposing
from bot.pairings.lunch import records as lunch_records
from bot.pairings.lunch import wishes as lunch_wishes
from bot.pairings.lunch.outcomes import Answered, Joined, Pooled
from bot.pairings.lunch.ways import PLACE, VIDEO, Wish, has_place
from bot.pairings.models import Membership
from bot.pairings.rules import PLACE_LIMIT
from bot.pairings.views import lunch as views
from bot.pairings.views import lunch_forms as forms
from bot.pairings.views.proposals import ANSWERS
from bot.people.service import profile_of
from bot.slack.edge import Edge
from bot.slack.forms import FormValues
from bot.slack.turn import Command, FormFaults, Nothing, OpenForm, Press, ReplaceForm, Reply, Say, Submission, Turn
from bot.slack.typed import likely_meant, number_in

WORDS = ("help", "join", "today", "status", "skip", "resume", "leave")


def register(edge: Edge) -> None:
    """Every command, button and form of lunch."""
    edge.command("/just-lunch", command)
    edge.submission(Form.LUNCH, send)
    edge.press(Field.WAYS, show_where)
    edge.press(Action.JOIN_LUNCH, open_form)
    edge.press(Action.JOIN_TODAY, ask_for)
    edge.press(Action.LEAVE_TODAY, not_on)
    edge.press(Action.SKIP_WEEK, skip_week)
    edge.press(Action.RESUME_LUNCH, resume)
    edge.press(Action.LEAVE_LUNCH, leave)
    edge.press(Action.ACCEPT, accept)
    edge.press(Action.DECLINE, decline)


async def command(turn: Turn, command: Command) -> Reply:
    """/just-lunch: alone it opens the form."""
    typed = command.text.strip()
    match typed.casefold():
        case "" | "join":
            return await _open_form(turn)
        case "help":
            return Say(views.help_())
        case "today":
            return await _ask_for(turn, turn.today)
        case "status":
            return await _status(turn)
        case "skip":
            return await _skip_week(turn)
        case "resume":
            return await _resume(turn)
        case "leave":
            return await _leave(turn)
    return Say(views.slip(typed, likely_meant(typed, WORDS)))


async def open_form(turn: Turn, press: Press) -> Reply:
    """*Join* or *Change*; the card on which it stands is brought up to date meanwhile."""
    await lunch_wishes.look_again(turn.moment, turn.member, press.message)
    return await _open_form(turn)


async def show_where(turn: Turn, press: Press) -> Reply:
    """How they would meet was chosen: the same form, which asks where if it is at a place."""
    day = _day_in(str((press.view or {}).get("private_metadata", "")))
    if day is not None:
        return ReplaceForm(forms.one_day_form(_wish_in(press.values), day))
    return ReplaceForm(_join_form(turn, await _membership(turn), _wish_in(press.values)))


async def send(turn: Turn, submission: Submission) -> Reply:
    """What the form holds: for every week, or for one day."""
    faults = _faults(submission.values, for_one_day=bool(submission.subject))
    if faults:
        return FormFaults(faults)
    if submission.subject:
        day = _day_in(submission.subject) or turn.today
        return await _ask_for(turn, day, _wish_in(submission.values))
    return await _join(turn, submission.values)


async def ask_for(turn: Turn, press: Press) -> Reply:
    """*Lunch today*, or on the day that the button names."""
    return await _ask_for(turn, _day_in(press.value) or turn.today, pressed=press.message)


async def not_on(turn: Turn, press: Press) -> Reply:
    """*Not after all*."""
    day = _day_in(press.value) or turn.today
    outcome = await lunch_wishes.not_on(turn.moment, turn.member, day, press.message)
    return Say(views.said(views.UNPOOLED[outcome]))


async def skip_week(turn: Turn, press: Press) -> Reply:
    """*Skip this week*."""
    return await _skip_week(turn, press.message)


async def resume(turn: Turn, press: Press) -> Reply:
    """*End the skip*."""
    return await _resume(turn, press.message)


async def leave(turn: Turn, press: Press) -> Reply:
    """*Leave*."""
    return await _leave(turn, press.message)


async def accept(turn: Turn, press: Press) -> Reply:
    """*Accept*."""
    return _say(await proposing.accept(turn.moment, turn.member, number_in(press.value), press.message))


async def decline(turn: Turn, press: Press) -> Reply:
    """*Not this time*."""
    return _say(await proposing.decline(turn.moment, turn.member, number_in(press.value), press.message))


async def _open_form(turn: Turn) -> Reply:
    membership = await _membership(turn)
    return OpenForm(_join_form(turn, membership, await _wish_before(turn, membership)))


def _join_form(turn: Turn, membership: Membership | None, wish: Wish) -> View:
    monday = lunch_days.monday_of_lunch_week(turn.member.zone, turn.now)
    return forms.join_form(wish, monday, is_in=lunch_records.is_taking_part(membership, turn.now))


async def _join(turn: Turn, values: FormValues) -> Reply:
    """The card that says how they take part is the answer."""
    if await lunch_wishes.join(turn.moment, turn.member, _wish_in(values)) is Joined.NONE_LEFT:
        return FormFaults({Field.WEEKDAYS: forms.NONE_LEFT})
    return Nothing()


async def _ask_for(turn: Turn, day: date, wish: Wish | None = None, pressed: Pressed | None = None) -> Reply:
    outcome = await lunch_wishes.ask_for(turn.moment, turn.member, day, wish, pressed)
    following = next(one for one in lunch_days.days_ahead(turn.member.zone, turn.now) if one != day)
    match outcome:
        case Pooled.IN if wish is not None:
            return Nothing()  # the card of the wish is the answer
        case Pooled.IN:
            return Say(views.pooled(day, turn.member.zone, turn.today))
        case Pooled.WEEKEND:
            return Say(views.weekend(turn.today, following))
        case Pooled.CLOSED:
            return Say(views.closed(turn.today, following))
        case Pooled.NO_WAY:
            return OpenForm(forms.one_day_form(await _wish_before(turn, await _membership(turn)), day))
    return Say(views.said(views.POOLED[outcome]))


async def _status(turn: Turn) -> Reply:
    return Say(views.status(await lunch_wishes.status(turn.moment, turn.member), turn.member.zone))


async def _skip_week(turn: Turn, pressed: Pressed | None = None) -> Reply:
    back = await lunch_wishes.skip_week(turn.moment, turn.member, pressed)
    return Say(views.skipping(back) if back else views.not_in())


async def _resume(turn: Turn, pressed: Pressed | None = None) -> Reply:
    outcome = await lunch_wishes.resume(turn.moment, turn.member, pressed)
    return Say(views.not_in()) if outcome is Joined.NOT_IN else await _status(turn)


async def _leave(turn: Turn, pressed: Pressed | None = None) -> Reply:
    outcome = await lunch_wishes.leave(turn.moment, turn.member, pressed)
    return Say(views.left() if outcome is Joined.DONE else views.not_in())


async def _membership(turn: Turn) -> Membership | None:
    programme = await lunch_records.lunch_of(turn.moment)
    return None if programme is None else await records.membership_of(turn.moment, programme, turn.member.id)


async def _wish_before(turn: Turn, membership: Membership | None) -> Wish:
    """What a form opens with: what was chosen before, or else every day, at the place of their profile."""
    place = membership.place if membership else ""
    ways = membership.ways if membership else []
    at_place = [PLACE] if has_place(ways) or not ways else []
    return Wish(
        weekdays=membership.weekdays if membership and membership.weekdays else range(len(views.WEEKDAYS)),
        ways=[*at_place, *([VIDEO] if VIDEO in ways else [])],
        place=place or (await profile_of(turn.moment, turn.member.id)).place,
        only_this_week=bool(membership and membership.ends_at) and lunch_records.is_taking_part(membership, turn.now),
    )


def _wish_in(values: FormValues) -> Wish:
    return Wish(
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
