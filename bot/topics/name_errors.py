"""The words about names of topics that cannot be kept, the same in every form."""

from bot.matching.asks.topics import MOST_NAME_CHARACTERS, Refusal, RefusedName

_FAULTS = {
    Refusal.EMPTY: "needs a letter or a number",
    Refusal.TOO_LONG: f"is longer than {MOST_NAME_CHARACTERS} characters",
    Refusal.MARKUP: "has signs in it that Slack would read as a mention or a link",
}


def mend_name(refused: RefusedName) -> str:
    """Return what is wrong with a name that was typed, and what to do: for the field in which it stands."""
    return f"“{refused.name[:40]}” {_FAULTS[refused.reason]}. Please write it another way."
