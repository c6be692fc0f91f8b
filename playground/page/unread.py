"""What somebody has read of a conversation, and how much is new there."""

from playground.channels import Channel
from playground.workspace import Workspace

MOST_COUNTED = 100
"""A count goes no further: nobody reads on a badge whether it is 120 or 130."""


def unread(workspace: Workspace, user: str, channel: Channel) -> int:
    """How many messages of others this person, who is in it, has not read there; ``MOST_COUNTED`` at most."""
    mark = workspace.read_marks.get((user, channel.id), "")
    count = 0
    for message in workspace.messages.newest_first(channel.id):
        if message.ts <= mark or count == MOST_COUNTED:
            break
        if message.author != user and message.reader in (None, user):
            count += 1
    return count


def mark_read(workspace: Workspace, user: str, channel: Channel, ts: str) -> bool:
    """This person has read as far as ``ts``; says whether that is news."""
    place = (user, channel.id)
    if ts <= workspace.read_marks.get(place, ""):
        return False
    workspace.read_marks[place] = ts
    return True
