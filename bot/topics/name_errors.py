"""The words about names of topics that cannot be kept, the same in every form."""

from bot.languages.reader import Reader
from bot.matching.asks.topics import MOST_NAME_CHARACTERS, Refusal, RefusedName


def mend_name(reader: Reader, refused: RefusedName) -> str:
    """Return what is wrong with a name that was typed, and what to do: for the field in which it stands."""
    name = refused.name[:40]
    match refused.reason:
        case Refusal.EMPTY:
            return reader.gettext("“{name}” needs a letter or a number. Please write it another way.", name=name)
        case Refusal.TOO_LONG:
            most = MOST_NAME_CHARACTERS
            return reader.gettext("“{name}” is too long. Please keep it to {most} characters.", name=name, most=most)
        case Refusal.MARKUP:
            return reader.gettext(
                "Slack would read “{name}” as a mention or a link. Please write it another way.", name=name
            )
