"""Klatch's registration with Slack: its credentials, and the scopes that it asks for."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urljoin

from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.settings import Settings

REDIRECT_PATH = "/slack/oauth_redirect"
"""The path to which Slack sends the installer back; the manifest says so."""

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """The app's credentials for OAuth, the scopes of its manifest, and where Slack sends whoever was there back to.

    Without a ``redirect_uri`` that is the app's first redirect URL. What a request says of its own address is not
    asked: whoever sends it could have Slack send the installer elsewhere.
    """

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings and the manifest say."""
        secret = settings.slack_client_secret.get_secret_value()
        back = settings.klatch_url and settings.klatch_url + REDIRECT_PATH
        return cls(settings.slack_client_id, secret, settings.slack_api_url, read_scopes(), back)

    def authorize_url(self, state: str) -> str:
        """Return the address at which Slack asks somebody whether Klatch may come.

        Optional scopes are asked for like others; that they are optional stands in the app's configuration, and
        Slack lets the installer leave them out (https://docs.slack.dev/changelog/2026/03/16/optional-scopes).
        """
        page = urljoin(self.api_url, "../oauth/v2/authorize")
        return AuthorizeUrlGenerator(
            client_id=self.client_id,
            scopes=self.scopes,
            redirect_uri=quote(self.redirect_uri, safe="") or None,
            authorization_url=page,
        ).generate(state)


@cache
def read_scopes() -> tuple[str, ...]:
    """Return the bot's scopes as the manifest has them, the optional ones too."""
    import yaml  # noqa: PLC0415  # whoever serves one workspace reads no manifest

    manifest: Any = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])
