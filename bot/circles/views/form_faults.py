"""What is to be mended in the form of a circle, in words."""

from collections.abc import Mapping

from bot.cadence import CadenceError, CadenceRefusal, refusal_in_words
from bot.circles.outcomes import CircleSaving
from bot.languages.reader import Reader
from bot.recurring.outcomes import UpkeepRefusal


def name_missing(reader: Reader) -> str:
    """Return that a circle needs a name."""
    return reader.gettext("Please give it a name people will recognize.")


def channel_missing(reader: Reader) -> str:
    """Return that a circle needs a channel."""
    return reader.gettext("Please choose its channel.")


def more_than_places(reader: Reader) -> str:
    """Return that fewer people have a place than it takes to meet."""
    return reader.gettext("There are fewer places than this. Please choose fewer people, or more places.")


def refused(reader: Reader) -> Mapping[CircleSaving | UpkeepRefusal, str]:
    """Return the words for a refusal that can be mended in the form that is open."""
    return {
        CircleSaving.NAME_TAKEN: reader.gettext(
            "The channel already has a circle with this name. Please choose another one."
        ),
        CircleSaving.NO_DATES: reader.gettext("All of these dates have passed. Please add one."),
        UpkeepRefusal.KLATCH_NOT_THERE: reader.gettext(
            "Please invite me to the channel first: type /invite @Klatch there. If I'm already in it, remove me and invite me again."
        ),
        UpkeepRefusal.CHANNEL_UNREAD: reader.gettext(
            "I'm still reading who is in this channel. Please press Save again in a minute."
        ),
        UpkeepRefusal.NOT_YOUR_CHANNEL: reader.gettext(
            "This channel is private, and you're not in it. Please choose another one."
        ),
    }


def cadence_fault(reader: Reader, error: CadenceError) -> CadenceRefusal:
    """Return what is wrong with dates that were typed, as somebody reads it."""
    return refusal_in_words(error, reader.locale)
