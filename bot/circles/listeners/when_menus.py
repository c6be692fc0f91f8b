"""Reading when a circle meets: words as they were typed, and menus as the words that say the same."""

from datetime import date, datetime

from bot.cadence import Cadence, CadenceError, Recurs, Weekday, in_words, parse_words
from bot.circles.actions import Field
from bot.circles.organizing.drafts import WORDS_KEPT, Subject
from bot.circles.organizing.menus import Chosen, cadence_of, next_on, weekday_of
from bot.circles.views.when_fields import AS_SAID, ONCE, when_field
from bot.members.models import Member
from bot.recurring.menus import TIMES, how_often_of
from bot.slack.form_values import FormValues


def cadence_in(words: str, member: Member, now: datetime) -> Cadence:
    """Return the cadence that was typed, in the member's zone unless another is named. Raises CadenceError."""
    return parse_words(words, member.zone.key, today_of(member, now), member.reader.locale)


def today_of(member: Member, now: datetime) -> date:
    """Return what day it is where a member is."""
    return now.astimezone(member.zone).date()


def words_to_keep(words: str, otherwise: str, member: Member, now: datetime) -> str:
    """Return these words if menus can begin with them, and the others if they cannot be read, or are too many."""
    if len(words) > WORDS_KEPT:
        return otherwise
    try:
        cadence_in(words, member, now)
    except CadenceError:
        return otherwise
    return words


def words_in_menus(values: FormValues, subject: Subject, otherwise: str, member: Member, now: datetime) -> str:
    """Return the words for what is chosen in the menus: those that were typed before, where they say the same."""
    words = words_to_keep(subject.words, otherwise, member, now)
    said, today = cadence_in(words, member, now), today_of(member, now)
    try:
        chosen = _chosen(values, subject, said, today)
        cadence = cadence_of(chosen, said, today) if chosen is not None else said
    except CadenceError:
        day = values.day(when_field(Field.DAY, subject))
        return f"{day} {said.at:%H:%M}"  # a day that is too far away, as is said once this is read
    except ValueError:
        return words
    return words if cadence == said else in_words(cadence, member.reader.locale)


def _chosen(values: FormValues, subject: Subject, said: Cadence, today: date) -> Chosen | None:
    """Return what the menus hold, over what was said before; None for what they have no words for.

    Raises ValueError for what they do not offer.
    """
    how_often = values.choice(when_field(Field.HOW_OFTEN, subject))
    if how_often is None or how_often == AS_SAID:
        return None
    day = values.day(when_field(Field.DAY, subject))
    weekday = values.choice(when_field(Field.WEEKDAY, subject))
    times = {f"{at:%H:%M}": at for at in (*TIMES, said.at)}
    at = times.get(values.choice(when_field(Field.TIME, subject)) or "", said.at)
    on = Weekday(int(weekday)) if weekday else Weekday(day.weekday()) if day else weekday_of(said)
    if how_often == ONCE:
        return Chosen(recurs=Recurs.CHOSEN_DATES, at=at, day=day or next_on(on, today))
    recurs, nth = how_often_of(how_often)
    return Chosen(recurs=recurs, at=at, nth=nth, weekday=on)
