"""The events of Slack's that several features listen to."""

CHANNEL_GONE = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
)
"""After these a channel is gone for Klatch: archived, deleted, or left. A ``group`` is a private channel."""
