"""What an app says back to an interaction: through its response URL, or in the answer itself."""

from collections.abc import Mapping
from typing import Any

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.methods.content import Content, read_content
from playground.response_urls import ResponseURL
from playground.workspace import Workspace

_KNOWN = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "mrkdwn",
    "metadata",
    "unfurl_links",
    "unfurl_media",
}


def give_reply(workspace: Workspace, url: ResponseURL, body: Mapping[str, Any]) -> None:
    """Show a reply: to the person alone, in the channel, or in the place of the original message.

    Raises SlackError when Slack would not take it: the errors of a message's content, and
    ``invalid_arguments`` for a field or a ``response_type`` that there is none of.
    """
    arguments = Arguments(body)
    _check(arguments)
    original = _original(workspace, url)
    if arguments.flag("delete_original"):
        if original is not None:
            workspace.messages.delete(original)
        return
    content = read_content(arguments)
    if arguments.flag("replace_original") and original is not None:
        workspace.edit(original, content.text or "", content.blocks or [])
        return
    _post(workspace, url, arguments, content)


def _post(workspace: Workspace, url: ResponseURL, arguments: Arguments, content: Content) -> None:
    message = workspace.post(
        workspace.channels[url.channel],
        workspace.app.bot_user_id,
        content.text or "",
        blocks=content.blocks,
        attachments=tuple(content.attachments or ()),
        from_app=True,
        reader=None if arguments.get("response_type") == "in_channel" else url.user,
    )
    if url.message_ts is None:
        workspace.response_urls.point_at(url.path, message.ts)


def _original(workspace: Workspace, url: ResponseURL) -> Any:
    return None if url.message_ts is None else workspace.messages.get(url.channel, url.message_ts)


def _check(arguments: Arguments) -> None:
    unknown = sorted(set(arguments) - _KNOWN)
    if unknown:
        faults = tuple(f"[ERROR] unexpected argument: {name}" for name in unknown)
        raise SlackError("invalid_arguments", faults)
    if arguments.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", ("[ERROR] unknown response_type",))


def reply_of_body(body: Json | str | None) -> Json | None:
    """The reply that the body of an HTTP answer is: JSON, plain text, or none when it is empty."""
    if isinstance(body, str):
        return {"text": body} if body.strip() else None
    return body or None
