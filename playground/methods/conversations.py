"""conversations.*: direct messages, and who is where."""

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.channels import READ_SCOPE, Channel, ChannelKind
from playground.methods.access import visible_channel
from playground.methods.method import Method, names, page_of, require_scope
from playground.people import User
from playground.rate_limits import Tier
from playground.workspace import Workspace

MOST_PEOPLE = 8
"""In one conversations.open, by its reference."""


def open_conversation(workspace: Workspace, arguments: Arguments) -> Json:
    """conversations.open: one person gives a DM, two to eight a group DM; the same people the same one."""
    channel = _existing(workspace, arguments) or _with_users(workspace, arguments)
    known = channel is not None
    if channel is None:
        people = [workspace.app.bot_user_id, *_wanted(workspace, arguments)]
        channel = workspace.channels.open_direct(people, workspace.seconds)
    whole = arguments.flag("return_im")
    shown = channel.to_slack(workspace.app.bot_user_id) if whole else {"id": channel.id}
    return {"ok": True, "channel": shown, **({"no_op": True, "already_open": True} if known else {})}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """conversations.info: a conversation that the bot can see, by the read scope of its kind."""
    channel = _readable(workspace, arguments)
    with_count, with_locale = arguments.flag("include_num_members"), arguments.flag("include_locale")
    shown = channel.to_slack(workspace.app.bot_user_id, with_count=with_count, with_locale=with_locale)
    return {"ok": True, "channel": shown}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """conversations.members: the ids of who is in it, a page at a time."""
    page, following = page_of(_readable(workspace, arguments).members, arguments)
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": following}}


def list_conversations(workspace: Workspace, arguments: Arguments) -> Json:
    """conversations.list: what the bot can see of the kinds it asks for, a page at a time."""
    kinds = _kinds(arguments)
    for kind in kinds:
        require_scope(workspace, READ_SCOPE[kind])
    bot = workspace.app.bot_user_id
    found = [
        channel.to_slack(bot, with_count=True)
        for channel in workspace.channels
        if channel.kind in kinds
        and (channel.kind is ChannelKind.PUBLIC or bot in channel.members)
        and not (channel.archived and arguments.flag("exclude_archived"))
    ]
    page, following = page_of(found, arguments)
    return {"ok": True, "channels": page, "response_metadata": {"next_cursor": following}}


def _kinds(arguments: Arguments) -> list[ChannelKind]:
    try:
        return [ChannelKind(name) for name in arguments.names("types")] or [ChannelKind.PUBLIC]
    except ValueError:
        raise SlackError("invalid_types") from None


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = visible_channel(workspace, arguments.text("channel"))
    require_scope(workspace, READ_SCOPE[channel.kind])
    return channel


def _existing(workspace: Workspace, arguments: Arguments) -> Channel | None:
    if not arguments.get("channel"):
        return None
    channel = visible_channel(workspace, arguments.text("channel"))
    if not channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    require_scope(workspace, "im:write" if channel.kind is ChannelKind.DM else "mpim:write")
    return channel


def _with_users(workspace: Workspace, arguments: Arguments) -> Channel | None:
    people = _wanted(workspace, arguments)
    return workspace.channels.direct_between([workspace.app.bot_user_id, *people])


def _wanted(workspace: Workspace, arguments: Arguments) -> list[str]:
    asked = list(dict.fromkeys(arguments.names("users")))
    others = [user for user in asked if user != workspace.app.bot_user_id]
    if not asked:
        raise SlackError("users_list_not_supplied")
    if len(others) > MOST_PEOPLE:
        raise SlackError("too_many_users")
    if not others:
        raise SlackError("not_enough_users")
    require_scope(workspace, "im:write" if len(others) == 1 else "mpim:write")
    return [_reachable(workspace, user).id for user in others]


def _reachable(workspace: Workspace, user_id: str) -> User:
    user = workspace.people.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    if user.deactivated:
        raise SlackError("user_disabled")
    if user.stranger:
        raise SlackError("user_not_visible")
    if not user.can_receive:
        raise SlackError("invalid_user_combination")
    return user


_READ = tuple(READ_SCOPE.values())

METHODS = (
    Method(
        "conversations.open",
        open_conversation,
        Tier.T3,
        optional=names("channel users return_im prevent_creation"),
        any_scope=("im:write", "mpim:write"),
    ),
    Method(
        "conversations.info",
        info,
        Tier.T3,
        names("channel"),
        names("include_locale include_num_members"),
        _READ,
    ),
    Method("conversations.members", members, Tier.T4, names("channel"), names("cursor limit"), _READ),
    Method(
        "conversations.list",
        list_conversations,
        Tier.T2,
        optional=names("cursor exclude_archived limit team_id types"),
        any_scope=_READ,
    ),
)
