"""auth.test, team.info, users.*: who is asking, where, and who there is."""

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.methods.method import Method, names, page_of
from playground.rate_limits import Tier
from playground.workspace import Workspace


def auth_test(workspace: Workspace, _arguments: Arguments) -> Json:
    """auth.test: whose token this is."""
    app = workspace.app
    return {
        "ok": True,
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": workspace.people[app.bot_user_id].handle,
        "team_id": workspace.team_id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(workspace: Workspace, arguments: Arguments) -> Json:
    """team.info: the workspace's names."""
    asked_for_another = arguments.get("team", workspace.team_id) != workspace.team_id
    if asked_for_another or arguments.get("domain", workspace.domain) != workspace.domain:
        raise SlackError("team_not_found")
    names_of_it = {"id": workspace.team_id, "name": workspace.domain, "domain": workspace.domain}
    return {"ok": True, "team": names_of_it | {"email_domain": "", "icon": {}}}


def users_info(workspace: Workspace, arguments: Arguments) -> Json:
    """users.info: one account, deactivated ones and strangers too."""
    user = workspace.people.get(arguments.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    with_locale = arguments.flag("include_locale")
    shown = user.to_slack(workspace.now, with_email=_email(workspace), with_locale=with_locale)
    return {"ok": True, "user": shown}


def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    """users.list: every account of this workspace, a page at a time; strangers are not in it."""
    now, with_locale = workspace.now, arguments.flag("include_locale")
    accounts = [user for user in workspace.people if user.team_id == workspace.team_id]
    page, following = page_of(accounts, arguments)
    shown = [user.to_slack(now, with_email=_email(workspace), with_locale=with_locale) for user in page]
    metadata = {"next_cursor": following}
    return {"ok": True, "members": shown, "cache_ts": workspace.seconds, "response_metadata": metadata}


def _email(workspace: Workspace) -> bool:
    return "users:read.email" in workspace.app.scopes


METHODS = (
    Method("auth.test", auth_test, Tier.SPECIAL),
    Method("team.info", team_info, Tier.T3, optional=names("team domain"), any_scope=("team:read",)),
    Method("users.info", users_info, Tier.T4, names("user"), names("include_locale"), ("users:read",)),
    Method(
        "users.list",
        users_list,
        Tier.T2,
        optional=names("cursor include_locale limit team_id"),
        any_scope=("users:read",),
    ),
)
