"""The events of Slack's about channels, which several features listen to."""

CHANNEL_ARCHIVED = ("channel_archive", "group_archive")
CHANNEL_LOST = ("channel_deleted", "channel_left", "group_deleted", "group_left")
CHANNEL_GONE = (*CHANNEL_ARCHIVED, *CHANNEL_LOST)
"""After these a channel is gone for Klatch: archived, deleted, or left. A ``group`` is a private channel."""

CHANNEL_BACK = ("channel_unarchive", "group_unarchive")
"""After these it is archived no more; where Klatch has not heard that it left, it is in it as before."""

CHANNEL_ID_CHANGED = "channel_id_changed"
"""A channel has another id for good: a private one, when it is shared with another organization."""
