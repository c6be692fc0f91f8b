"""What happens to a form after it is sent: closed, complained of, changed, or another one over it."""

from collections.abc import Mapping
from typing import Any

from playground.bot_client import BotAnswer
from playground.call_records import Json, SlackError
from playground.view_check import check_view
from playground.views import View
from playground.workspace import Workspace

SUBMISSION = "view_submission"


def after_submission(workspace: Workspace, view: View, answer: BotAnswer) -> None:
    """Do with the form what the bot's answer says.

    An answer that Slack would not take leaves the form open and is recorded as a refusal.
    """
    body = answer.body
    if not answer.accepted:
        workspace.refuse(SUBMISSION, answer.reason, str(answer.status))
    elif body is None or body == {}:
        workspace.views.close(view)
    else:
        try:
            _act(workspace, view, body)
        except SlackError as error:
            workspace.refuse(SUBMISSION, error.error, *error.messages)


def _act(workspace: Workspace, view: View, body: Json | str) -> None:
    action = body.get("response_action") if isinstance(body, dict) else None
    match (action, body):
        case ("errors", {"errors": dict(errors)}):
            _show_errors(view, errors)
        case ("update", {"view": dict(definition)}):
            check_view(definition, "modal")
            workspace.views.replace(view, definition)
        case ("push", {"view": dict(definition)}):
            check_view(definition, "modal")
            workspace.views.push(view.owner, definition)
        case ("clear", _):
            workspace.views.clear(view.owner)
        case _:
            raise SlackError("invalid_response_action", (str(body)[:200],))


def _show_errors(view: View, errors: Mapping[str, Any]) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    unknown = sorted(set(errors) - inputs)
    if unknown or not errors:
        raise SlackError("invalid_errors", tuple(f"no input block {name!r}" for name in unknown))
    view.errors = {block_id: str(words) for block_id, words in errors.items()}


def errors_by_label(view: View, errors: Mapping[str, str]) -> dict[str, str]:
    """The same errors by what the person calls the fields."""
    labels = {block["block_id"]: block["label"]["text"] for block in view.blocks if "label" in block}
    return {labels[block_id]: words for block_id, words in errors.items()}
