"""The app as Slack knows it: what its manifest registers."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any


@dataclass(frozen=True)
class Command:
    """A slash command as people find it in the list of them: ``hint`` says what may follow."""

    name: str
    description: str
    hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as people find it in a menu; ``kind`` is ``message`` or ``global``."""

    callback_id: str
    name: str
    kind: str
    description: str


@dataclass(frozen=True)
class App:
    """An installed app: its identities, its scopes, and the doors it registered in its manifest."""

    id: str
    name: str
    description: str
    long_description: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    verification_token: str
    scopes: frozenset[str]
    commands: frozenset[str]
    escaped_commands: frozenset[str]
    """Those with ``should_escape``: mentions in their text come with ids."""
    shortcuts: Mapping[str, str]
    """``callback_id`` to ``message`` or ``global``."""
    events: frozenset[str]
    interactive: bool
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    command_list: tuple[Command, ...]
    shortcut_list: tuple[Shortcut, ...]


def app_from_manifest(manifest: Mapping[str, Any], team_id: str) -> App:
    """Install the app that a manifest describes into the workspace ``team_id``.

    Identities are derived from the workspace; its tokens are new each time.
    Absent settings get Slack's own defaults: no Home tab, an open Messages tab, no interactivity.
    """
    display, features = manifest.get("display_information", {}), manifest.get("features", {})
    settings = manifest.get("settings", {})
    home = features.get("app_home", {})
    shortcuts = {each["callback_id"]: each["type"] for each in features.get("shortcuts", [])}
    suffix = team_id[1:]
    return App(
        id="A" + suffix,
        name=features.get("bot_user", {}).get("display_name") or display["name"],
        description=display.get("description", ""),
        long_description=display.get("long_description", ""),
        bot_id="B" + suffix,
        bot_user_id="U" + suffix,
        bot_token=f"xoxb-{suffix.lower()}-{token_hex()}",
        verification_token=token_hex(),
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        commands=frozenset(each["command"] for each in features.get("slash_commands", [])),
        escaped_commands=frozenset(
            each["command"] for each in features.get("slash_commands", []) if each.get("should_escape")
        ),
        shortcuts=shortcuts,
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        command_list=tuple(
            Command(each["command"], each.get("description", ""), each.get("usage_hint", ""))
            for each in features.get("slash_commands", [])
        ),
        shortcut_list=tuple(
            Shortcut(each["callback_id"], each["name"], each["type"], each.get("description", ""))
            for each in features.get("shortcuts", [])
        ),
    )
