"""chat.*: saying, changing and taking back."""

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.messages import Message
from playground.methods.access import channel_or_dm, thread_named, visible_channel, writable_channel
from playground.methods.content import MOST_UPDATED_TEXT, Content, read_content
from playground.methods.method import Method, names, require_scope
from playground.rate_limits import Tier
from playground.workspace import Workspace


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.postMessage: to a conversation the bot is in, or to a person's direct message."""
    _refuse_disguise(workspace, arguments)
    channel = channel_or_dm(workspace, arguments.text("channel"))
    content = read_content(arguments)
    thread = thread_named(workspace, channel, arguments)
    bot = workspace.app.bot_user_id
    message = workspace.post(channel, bot, content.text or "", thread_ts=thread, **_kept(content))
    shown = workspace.message_to_slack(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.postEphemeral: words for one member of a conversation."""
    _refuse_disguise(workspace, arguments)
    channel = writable_channel(workspace, arguments.text("channel"))
    reader = arguments.text("user")
    if reader not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(arguments)
    bot = workspace.app.bot_user_id
    thread = thread_named(workspace, channel, arguments)
    message = workspace.post(channel, bot, content.text or "", reader=reader, thread_ts=thread, **_kept(content))
    return {"ok": True, "message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.update: text without blocks takes the blocks away, neither is ``no_text`` (Slack's reference)."""
    message = _own_message(workspace, arguments, "ts", "cant_update_message")
    content = read_content(arguments, MOST_UPDATED_TEXT)
    changed = workspace.edit(
        message,
        content.text or "",
        content.blocks or [],
        attachments=tuple(content.attachments or ()),
        metadata=content.metadata or message.metadata,
    )
    shown = workspace.message_to_slack(changed)
    return {"ok": True, "channel": changed.channel, "ts": changed.ts, "text": changed.text, "message": shown}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.delete: the bot's own messages only."""
    message = _own_message(workspace, arguments, "ts", "cant_delete_message")
    workspace.messages.delete(message)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """chat.getPermalink: the web address of a message."""
    message = _message(workspace, arguments, "message_ts")
    place = f"archives/{message.channel}/p{message.ts.replace('.', '')}"
    link = f"https://{workspace.domain}.slack.com/{place}"
    return {"ok": True, "channel": message.channel, "permalink": link}


def _kept(content: Content) -> Json:
    return {
        "blocks": content.blocks,
        "attachments": tuple(content.attachments or ()),
        "metadata": content.metadata,
        "from_app": True,
    }


def _message(workspace: Workspace, arguments: Arguments, key: str) -> Message:
    channel = visible_channel(workspace, arguments.text("channel"))
    message = workspace.messages.get(channel.id, arguments.text(key))
    if message is None or message.is_ephemeral:
        raise SlackError("message_not_found")
    return message


def _own_message(workspace: Workspace, arguments: Arguments, key: str, otherwise: str) -> Message:
    message = _message(workspace, arguments, key)
    if not message.from_app:
        raise SlackError(otherwise)
    return message


def _refuse_disguise(workspace: Workspace, arguments: Arguments) -> None:
    if "as_user" in arguments:
        raise SlackError("as_user_not_supported")
    if any(name in arguments for name in ("username", "icon_emoji", "icon_url")):
        require_scope(workspace, "chat:write.customize")


_WORDS = names("attachments blocks markdown_text text parse link_names as_user")
_LOOK = names("icon_emoji icon_url username thread_ts")

METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        Tier.MESSAGES,
        names("channel"),
        _WORDS | _LOOK | names("metadata mrkdwn reply_broadcast unfurl_links unfurl_media"),
        ("chat:write",),
    ),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        Tier.T4,
        names("channel user"),
        _WORDS | _LOOK | names("metadata"),
        ("chat:write",),
    ),
    Method(
        "chat.update",
        update,
        Tier.T3,
        names("channel ts"),
        _WORDS | names("file_ids metadata reply_broadcast"),
        ("chat:write",),
    ),
    Method("chat.delete", delete, Tier.T3, names("channel ts"), names("as_user"), ("chat:write",)),
    Method("chat.getPermalink", get_permalink, Tier.SPECIAL, names("channel message_ts")),
)
