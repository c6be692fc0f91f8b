"""Which conversations the bot may speak in, and how Slack refuses the others."""

from playground.arguments import Arguments
from playground.call_records import SlackError
from playground.channels import Channel, ChannelKind
from playground.workspace import Workspace


def visible_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A conversation that the bot can see: public ones, and those it is in.

    Raises SlackError ``channel_not_found``.
    """
    channel = workspace.channels.get(channel_id)
    hidden = channel is not None and channel.kind is not ChannelKind.PUBLIC
    if channel is None or (hidden and workspace.app.bot_user_id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def writable_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A conversation that the bot may post to.

    Raises SlackError ``channel_not_found``, ``not_in_channel``, ``is_archived`` or ``messages_tab_disabled``.
    """
    channel = visible_channel(workspace, channel_id)
    is_member = workspace.app.bot_user_id in channel.members
    if not is_member and "chat:write.public" not in workspace.app.scopes:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind is ChannelKind.DM and not workspace.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def channel_or_dm(workspace: Workspace, target: str) -> Channel:
    """Where chat.postMessage goes: a conversation, or a person's direct message with the app.

    A direct message that is open already takes messages even when the person is deactivated (seen by
    users of Slack's SDK); a new one is opened only with those who can receive. Raises SlackError
    ``channel_not_found`` and those of ``writable_channel``.
    """
    user = workspace.people.get(target)
    if user is None:
        return writable_channel(workspace, target)
    known = workspace.channels.direct_between([workspace.app.bot_user_id, user.id])
    if known is None and (not user.can_receive or user.stranger):
        raise SlackError("channel_not_found")
    return writable_channel(workspace, workspace.dm_with_app(user.id).id)


def thread_named(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    """The message that ``thread_ts`` says to reply to; None when the argument is not given.

    It has to be the first of its thread: the reference of chat.postMessage says to avoid a reply's ``ts``, and
    here that is refused. Raises SlackError ``cannot_reply_to_message``.
    """
    ts = arguments.text("thread_ts")
    first = workspace.messages.get(channel.id, ts) if ts else None
    if ts and (first is None or first.is_ephemeral or first.is_reply):
        raise SlackError("cannot_reply_to_message")
    return ts or None
