"""Replies to buttons on a meeting."""

from collections.abc import Mapping
from datetime import tzinfo

from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import Coming, MeetingWish
from bot.circles.views.calendar import on_its_way
from bot.circles.views.shared import name_of, when
from bot.languages.reader import Reader


def outcomes(reader: Reader) -> Mapping[AnswerOutcome, str]:
    """Return the words for outcomes; none where the card that changed says enough."""
    return {
        AnswerOutcome.LINK_COMES: reader.gettext(
            "I can't send files in this workspace. Look for a link for your calendar in your direct messages instead."
        ),
        AnswerOutcome.FULL: reader.gettext(
            "This circle is full, so you're on its waiting list. I'll tell you as soon as there's a place."
        ),
        AnswerOutcome.NOT_IN_CIRCLE: reader.gettext(
            "That's for members of this circle. `/klatch` shows the circles you can join."
        ),
        AnswerOutcome.BEGUN: reader.gettext(
            "This meeting has begun, or is over. `/klatch next` shows when the next one is."
        ),
        AnswerOutcome.CALLED_OFF: reader.gettext(
            "This meeting was called off. `/klatch next` shows when the next one is."
        ),
        AnswerOutcome.NOT_ASKED: reader.gettext("That's decided already: see the announcement."),
        AnswerOutcome.NOT_YOURS: reader.gettext(
            "Only the host, or someone who looks after the circle, can move this meeting or call it off."
        ),
        AnswerOutcome.IN_THE_PAST: reader.gettext("Please choose a time that's still to come."),
        AnswerOutcome.TOO_FAR: reader.gettext("That's more than a year away. Please check the date."),
        AnswerOutcome.TOO_LATE: reader.gettext("That's too close to the next meeting. Please choose an earlier day."),
    }


def outcomes_of_wish(reader: Reader, wish: MeetingWish) -> Mapping[AnswerOutcome, str]:
    """Return the words for outcomes of saying what is to become of a meeting to which too few come."""
    noted = {
        MeetingWish.GO_AHEAD: reader.gettext(
            "Noted: you'd like it to go ahead. You'll see in the announcement whether it does."
        ),
        MeetingWish.MOVE: reader.gettext(
            "Noted: you'd like another day. You'll see in the announcement what was decided."
        ),
    }
    return {**outcomes(reader), AnswerOutcome.DONE: noted[wish]}


def outcomes_of_calendar(reader: Reader) -> Mapping[AnswerOutcome, str]:
    """Return the words for outcomes of asking for a calendar file."""
    return {**outcomes(reader), AnswerOutcome.DONE: on_its_way(reader)}


def outcomes_of_calling_off(reader: Reader) -> Mapping[AnswerOutcome, str]:
    """Return the words for outcomes of calling a meeting off."""
    done = reader.gettext("Called off. The announcement says so, and I'll tell everyone who was coming.")
    return {**outcomes(reader), AnswerOutcome.DONE: done}


def answered(
    reader: Reader, circle: Circle, meeting: Meeting, coming: Coming, zone: tzinfo, *, has_joined: bool
) -> str:
    """Return the reply to somebody who answered in the channel."""
    if coming is Coming.NOT_THIS_TIME:
        return reader.gettext("Thanks for letting me know. Nobody is told, and you can change your mind.")
    if coming is Coming.MAYBE:
        return reader.gettext("Noted: maybe. You can change your mind until it begins.")
    said = reader.gettext("See you {day}.", day=when(reader, meeting.starts_at, zone))
    if not has_joined:
        return said
    joined = reader.gettext("You're now in {circle}; `/klatch` changes when I remind you.", circle=name_of(circle))
    return f"{said} {joined}"


def you_said(reader: Reader, coming: Coming | None, *, has_begun: bool = False) -> str:
    """Return a member's answer, said to them; who has not answered is asked, until it begins."""
    if coming is None:
        return reader.gettext("It has begun.") if has_begun else reader.gettext("Are you in?")
    if coming is Coming.NOT_THIS_TIME and not has_begun:
        change = reader.gettext("Nobody is told, and you can change your mind.")
        return f"{your_answer(reader, coming)} {change}"
    return your_answer(reader, coming)


def your_answer(reader: Reader, coming: Coming) -> str:
    """Return a member's answer, said to them, and nothing else."""
    said = {
        Coming.IN: reader.gettext("You said *I'm in*."),
        Coming.MAYBE: reader.gettext("You said *Maybe*."),
        Coming.NOT_THIS_TIME: reader.gettext("You said *Not this time*."),
    }
    return said[coming]
