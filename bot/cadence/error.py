"""What is wrong with a cadence, said so that whoever set it up can put it right."""

from textwrap import shorten


class CadenceError(ValueError):
    """There is no such cadence. Its message is a sentence or two for the member who asked for it.

    A message may quote the member's own words: escape it before Slack shows it.
    """


def quoted(words: str) -> str:
    """A member's words, short enough to be repeated to them."""
    return shorten(words, width=80, placeholder=" …")
