"""Refusals of wishes about what recurs: use cases return them, and views have words for them."""

from enum import StrEnum


class UpkeepRefusal(StrEnum):
    """A reason for which a member may not set up, change, pause or end it, or cannot now."""

    DONE_BEFORE = "done_before"
    NOT_YOURS = "not_yours"
    NOT_INSIDE = "not_inside"
    """They organize, and are not in its private channel: they may pause and end it."""
    OVER = "over"
    """It has ended, or there never was one."""
    KLATCH_NOT_THERE = "klatch_not_there"
    """Klatch is not in its channel."""
    NOT_YOUR_CHANNEL = "not_your_channel"
    """They may set nothing up in this channel."""
    CHANNEL_UNREAD = "channel_unread"
    """It is not known yet who is in the channel."""
