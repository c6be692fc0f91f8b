"""When two names of circles are the same: a phone types other apostrophes and dashes than a keyboard."""

from bot.slack.user_input import keyboard_signs


def as_compared(name: str) -> str:
    """Return what two spellings of one name have in common; quotation marks around all of it are none of it.

    >>> as_compared("“Writer’s  Circle”")
    "writer's circle"
    >>> as_compared("«Writer`s Circle»")
    "writer's circle"
    """
    words = " ".join(keyboard_signs(name.casefold().replace("`", "'")).split())
    return words[1:-1].strip() if len(words) > 2 and words[0] == words[-1] == '"' else words
