"""Words that several messages of pairings have in common."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.blocks import date_and_time, inline, listed
from bot.languages.reader import ENGLISH
from bot.matching.round_input import Because
from bot.pairings.models import Group, Programme


def because(reasons: Sequence[Sequence[str]], size: int) -> str:
    """Return why these people, as one sentence; empty when there is nothing to say.

    >>> because([["another_team"], ["topics", "Writing"]], 2)
    'You work on different teams, and you both want to talk about writing.'
    """
    said = [words for kind, *detail in reasons[:3] if (words := _reason(Because(kind), detail, size))]
    if not said:
        return ""
    sentence = ", and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _reason(kind: Because, detail: Sequence[str], size: int) -> str:
    all_of_you = "you both" if size == 2 else "you all"
    named = listed([inline(one) for one in detail]) if detail else ""
    match kind:
        case Because.ANOTHER_TEAM:
            return "you work on different teams"
        case Because.ANOTHER_PLACE:
            return "you work in different places"
        case Because.ANOTHER_STAGE:
            return "you are at different points in your working lives"
        case Because.TOPICS:
            return f"{all_of_you} would like to talk about {named}"
        case Because.VALUES:
            return f"{named} {'matters' if len(detail) == 1 else 'matter'} to {'both' if size == 2 else 'all'} of you"
        case Because.NEW_TO_EACH_OTHER:
            return "you have not been introduced here before"
        case Because.LONGEST_AGO:
            return "it has been a while since you were last introduced"
        case Because.HOURS:
            return ""  # the hours themselves are said, where they are worth more than that there are some


def when(instant: datetime, zone: tzinfo) -> str:
    """Return a day and an hour, in the reader's own zone."""
    return date_and_time(ENGLISH, instant, zone, "{date_long_pretty} at {time}")


def in_channel(programme: Programme) -> str:
    """Return the channel that a random coffee belongs to, as Slack shows it."""
    return f"<#{programme.channel}>" if programme.channel else inline(programme.name)


def together(group: Group) -> str:
    """Return how many they are, for a sentence about all of them."""
    names = {2: "the two of you", 3: "the three of you", 4: "the four of you", 5: "the five of you"}
    return names.get(group.size, "all of you")
