"""The app's manifest, as Slack is given it: with the address that Klatch is reached at, or for Socket Mode."""

import re
from typing import Any

import yaml

from bot.installing.credentials import MANIFEST

EXAMPLE = "https://klatch.example.org"
"""The address in the manifest's source, which the operator's own replaces."""

_ADDRESS = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


class AddressError(Exception):
    """Slack cannot reach Klatch at this address; the message says what one looks like."""


def for_address(address: str) -> str:
    """Return the manifest as YAML, for a Klatch that Slack reaches at ``address`` (``https://klatch.example.edu``).

    Raises AddressError.
    """
    found = _ADDRESS.fullmatch(address.removesuffix("/"))
    if found is None:
        raise AddressError(
            f"Slack cannot use the address {address!r}: write it like {EXAMPLE}, with nothing after the host name."
        )
    return _as_yaml(yaml.safe_load(MANIFEST.read_text("utf-8").replace(EXAMPLE, found[0])))


def for_socket_mode() -> str:
    """Return the manifest as YAML, for a Klatch that connects to Slack by itself and has no public address."""
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = True
    for command in manifest["features"]["slash_commands"]:
        del command["url"]
    for asked in ("event_subscriptions", "interactivity"):
        del settings[asked]["request_url"]
    del manifest["oauth_config"]["redirect_urls"]
    return _as_yaml(manifest)


def _as_yaml(manifest: Any) -> str:
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)
