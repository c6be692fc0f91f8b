"""A lunch that is proposed, as each of its people sees it alone, and the truth where nobody was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeAlias

from slack_sdk.models.blocks import Block

from bot.matching.gathering import Why
from bot.outbox.message import Message
from bot.pairings.actions import Action
from bot.pairings.lunch.days import day_at, next_working_day
from bot.pairings.lunch.outcomes import Answered
from bot.pairings.lunch.ways import VIDEO, how, place_in
from bot.pairings.models import Group, Round
from bot.pairings.views.parts import because, when
from bot.people.acquaintance import Described
from bot.wording import button, buttons, day_of, inline, message, moment_of, note, paragraph, people, person

Truth: TypeAlias = Callable[[datetime, tzinfo, Sequence[str], str | None], Message]
"""Words for somebody for whom nobody was found: when lunch is, their zone, their ways, and why as matching put it."""

_KIND = "It says nothing about you."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A lunch and those who are still proposed for it, by their ids."""

    round_: Round
    group: Group
    people: Mapping[str, Described]

    def others(self, reader: str) -> list[Described]:
        """Everybody but the reader."""
        return [one for member, one in sorted(self.people.items()) if member != reader]

    def whom(self, reader: str) -> str:
        """The others by their names."""
        return people([one.member for one in self.others(reader)])

    def when(self, reader: str) -> str:
        """When lunch is, as one reader sees it."""
        return when(self.round_.meets_at, self.people[reader].zone)

    def lunch(self, reader: str) -> str:
        """Lunch, with whom, when and where, for one reader."""
        return f"lunch with {self.whom(reader)} ({self.when(reader)}, {inline(how(self.group.way))})"

    def by(self, reader: str) -> str:
        """The last moment to answer, as one reader sees it."""
        return _at(self.group.answer_by or self.round_.meets_at, self.people[reader].zone)


def proposal(proposed: Proposed, reader: str) -> Message:
    """Who, when, where and why, with an answer either way."""
    return message(
        paragraph(f"*Just Lunch*: would you like lunch with {proposed.whom(reader)}?"),
        paragraph(f"When: {proposed.when(reader)}\nWhere: {_where(proposed.group)}"),
        *_own_words(proposed, reader),
        *_because(proposed),
        buttons(
            button("Accept", Action.ACCEPT, proposed.group.id, style="primary"),
            button("Not this time", Action.DECLINE, proposed.group.id),
        ),
        note(
            f"Please answer by {proposed.by(reader)}. You are introduced if {_all(proposed)}. "
            "“Not this time” needs no reason, and nobody is told who said it."
        ),
    )


def said_yes(proposed: Proposed, reader: str) -> Message:
    """A yes that waits; nothing is said of the others."""
    return message(
        paragraph(f"You said yes to {proposed.lunch(reader)}. We tell you by {proposed.by(reader)} whether it is on."),
        buttons(button("Not this time", Action.DECLINE, proposed.group.id)),
    )


def is_on(proposed: Proposed, reader: str) -> Message:
    """Everybody said yes."""
    return message(paragraph(f"It is on: {proposed.lunch(reader)}. Your conversation opens among your group messages."))


def declined() -> Message:
    """After *Not this time*, or after dropping out."""
    return message(
        paragraph("Fine: not this time. Nobody is told who said it, and we do not ask you about this lunch again."),
        _skip_week(),
    )


def lapsed() -> Message:
    """The time to answer has passed."""
    return message(
        paragraph(
            "The time to answer has passed, and that is fine: nothing to do. We do not ask you again this week; "
            "`/just-lunch today` is there if you would like company after all."
        )
    )


def lapsed_for_good() -> Message:
    """The time to answer has passed, as so often that we stop asking."""
    return message(
        paragraph(
            "The time to answer has passed once more, and that is fine. We stop asking you, so that nobody "
            "waits in vain; join again whenever it suits you."
        ),
        buttons(button("Join again", Action.JOIN_LUNCH, "")),
    )


def off(looking_until: datetime | None, zone: tzinfo) -> Message:
    """A proposal is off, in the same words for whatever happened."""
    following = "There is nothing to answer any more."
    if looking_until is not None:
        following = f"We are looking for somebody else for you, and tell you by {_at(looking_until, zone)} either way."
    return message(paragraph(f"This lunch is off. {_KIND} {following}"))


def over() -> Message:
    """The same, seen again later."""
    return message(paragraph(f"This lunch is off. {_KIND} There is nothing to answer any more."))


def nobody_today(noon: datetime, zone: tzinfo, ways: Sequence[str], why: str | None) -> Message:
    """The truth for somebody who knows that we looked."""
    day = day_at(noon, zone) or noon.astimezone(zone).date()
    following = next_working_day(day)
    return message(
        paragraph(f"We found nobody for lunch with you on {day_of(noon, zone)}: {_why(why)} {_KIND}"),
        note(f"{_more_likely(ways)}If you have a question for somebody, `/mentor-ask` may find them today."),
        buttons(
            button(f"{following:%A} instead", Action.JOIN_TODAY, following.isoformat(), style="primary"),
            button("Change days or place", Action.JOIN_LUNCH, ""),
        ),
    )


def nobody_this_week(_noon: datetime, _zone: tzinfo, ways: Sequence[str], why: str | None) -> Message:
    """The truth at the end of a week in which somebody has heard nothing."""
    return message(
        paragraph(f"*Just Lunch*: we found nobody for you on your days this week: {_why(why)} {_KIND}"),
        note(f"{_more_likely(ways)}We look again next week; if you have a question, there is `/mentor-ask`."),
        buttons(
            button("Change days or place", Action.JOIN_LUNCH, ""),
            button("Leave Just Lunch", Action.LEAVE_LUNCH, ""),
        ),
    )


def _where(group: Group) -> str:
    return inline(place_in(group.way)) or "by video"


def _all(proposed: Proposed) -> str:
    return "you both say yes" if len(proposed.people) == 2 else "all of you say yes"


def _own_words(proposed: Proposed, reader: str) -> list[Block]:
    lines = [f"{person(one.member)}: “{inline(one.about)}”" for one in proposed.others(reader) if one.about]
    return [paragraph("\n".join(lines))] if lines else []


def _because(proposed: Proposed) -> list[Block]:
    sentence = because(proposed.group.reasons, len(proposed.people))
    return [paragraph(f"Why you: {sentence[0].lower()}{sentence[1:]}")] if sentence else []


def _why(why: str | None) -> str:
    """Nothing here may point to a person: who is kept apart from somebody reads what others read."""
    if why == Why.ALONE:
        return "nobody else was free."
    if why == Why.NO_COMMON_WAY:
        return "whoever was free meets at another place, or in another way."
    return "there was nobody left whom we could introduce to you."


def _more_likely(ways: Sequence[str]) -> str:
    return "" if VIDEO in ways else "Somebody is found more easily if you also meet by video. "


def _skip_week() -> Block:
    return buttons(button("Skip this week", Action.SKIP_WEEK, ""))


def _at(instant: datetime, zone: tzinfo) -> str:
    return moment_of(instant, zone, "{date_short_pretty} at {time}")


_OFF = "This lunch is off already, and it says nothing about you. There is nothing to answer any more."

ANSWERS: Mapping[Answered, str] = {
    Answered.YES_BEFORE: "We have your yes already, and tell you as soon as we know.",
    Answered.NO_BEFORE: "You are not in this one any more. On the day itself, `/just-lunch today` asks for another.",
    Answered.LAPSED: "The time to answer has passed. On the day itself, `/just-lunch today` asks for another.",
    Answered.OFF: _OFF,
    Answered.ON: "This lunch is on, and your conversation stands among your group messages. If it does not suit after all, say so there.",
    Answered.NOT_YOURS: "This one is not yours to answer. `/just-lunch status` shows what is.",
}
"""What an outcome needs said. One that is missing is said by the message that changed."""
