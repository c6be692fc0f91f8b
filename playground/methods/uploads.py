"""files.*: an upload in three steps: ask for an address, send the bytes, say where it goes."""

from typing import Any

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.files import File
from playground.methods.access import thread_named, writable_channel
from playground.methods.method import Method, names
from playground.rate_limits import Tier
from playground.workspace import Workspace


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """files.getUploadURLExternal: where the bytes of a file of this name and length go."""
    length = arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ("[ERROR] must be greater than 0 [json-pointer:/length]",))
    file = workspace.files.announce(arguments.text("filename"), length, workspace.app.bot_user_id)
    return {"ok": True, "upload_url": f"{workspace.base_url}upload/{file.id}", "file_id": file.id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """files.completeUploadExternal: make uploaded files known, in a conversation if one is named."""
    files = [_uploaded(workspace, entry) for entry in _entries(arguments)]
    targets = [arguments.text("channel_id"), *arguments.names("channels")]
    channels = [writable_channel(workspace, target) for target in targets if target]
    shown = [file.to_slack(workspace.base_url) for file in files]
    bot, comment = workspace.app.bot_user_id, arguments.text("initial_comment")
    for channel in channels:
        thread = thread_named(workspace, channel, arguments)
        workspace.post(channel, bot, comment, files=tuple(shown), from_app=True, thread_ts=thread)
    return {"ok": True, "files": shown}


def _entries(arguments: Arguments) -> list[Any]:
    entries = arguments.structure("files", "invalid_arguments")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SlackError("invalid_arguments", ("[ERROR] must be a list of files [json-pointer:/files]",))
    return entries


def _uploaded(workspace: Workspace, entry: Json) -> File:
    file = workspace.files.get(str(entry.get("id", "")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        Tier.T4,
        names("filename length"),
        names("alt_txt snippet_type"),
        ("files:write",),
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        Tier.T4,
        names("files"),
        names("channel_id channels initial_comment thread_ts"),
        ("files:write",),
    ),
)
