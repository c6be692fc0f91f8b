"""views.*: forms and the Home tab."""

from typing import Any

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.methods.method import Method, names
from playground.rate_limits import Tier
from playground.view_check import check_view
from playground.views import View
from playground.workspace import Workspace


def open_view(workspace: Workspace, arguments: Arguments) -> Json:
    """views.open: a form, by the trigger of something the person just did."""
    definition = _definition(arguments, "modal")
    return _shown(workspace, workspace.views.open(_redeem(workspace, arguments), definition))


def push(workspace: Workspace, arguments: Arguments) -> Json:
    """views.push: a form over the form that is open."""
    definition = _definition(arguments, "modal")
    return _shown(workspace, workspace.views.push(_redeem(workspace, arguments), definition))


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """views.update: other words in an open form or Home tab."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not (view_id or external_id):
        raise SlackError("invalid_arguments", ("[ERROR] missing required field: view_id",))
    view = workspace.views.find(view_id, external_id)
    definition = _definition(arguments, view.definition["type"])
    return _shown(workspace, workspace.views.replace(view, definition, arguments.get("hash")))


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """views.publish: a person's Home tab."""
    if not workspace.app.home_tab:
        raise SlackError("not_enabled")
    definition = _definition(arguments, "home")
    user = workspace.people.get(arguments.text("user_id"))
    if user is None or not user.can_receive:
        raise SlackError("invalid_arguments", ("[ERROR] no such user [json-pointer:/user_id]",))
    return _shown(workspace, workspace.views.publish(user.id, definition, arguments.get("hash")))


def _redeem(workspace: Workspace, arguments: Arguments) -> str:
    if not arguments.get("trigger_id"):
        raise SlackError("invalid_arguments", ("[ERROR] missing required field: trigger_id",))
    return workspace.triggers.redeem(arguments.text("trigger_id"))


def _definition(arguments: Arguments, surface: str) -> Json:
    definition: Any = arguments.structure("view", "invalid_arguments")
    check_view(definition, surface)
    return dict(definition)


def _shown(workspace: Workspace, view: View) -> Json:
    return {"ok": True, "view": workspace.view_to_slack(view)}


_TRIGGERED = names("trigger_id interactivity_pointer")

METHODS = (
    Method("views.open", open_view, Tier.T4, names("view"), _TRIGGERED),
    Method("views.push", push, Tier.T4, names("view"), _TRIGGERED),
    Method("views.update", update, Tier.T4, names("view"), names("view_id external_id hash")),
    Method("views.publish", publish, Tier.T4, names("user_id view"), names("hash interactivity_pointer")),
)
