"""The error of a cadence, in words by which whoever set it up can put it right."""

from textwrap import shorten


class CadenceError(ValueError):
    """There is no such cadence. The message is for the member who asked for it.

    It may quote the member's own words: escape it before Slack shows it.
    """


def quoted(words: str) -> str:
    """Return a member's words, short enough to be repeated to them."""
    return shorten(words, width=80, placeholder=" …")
