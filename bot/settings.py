"""Every environment variable of Klatch, typed, with its default. The README's table is made from this."""

import base64
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from bot.database import async_url
from bot.keys import Key, Keys


class Settings(BaseSettings):
    """What the operator decides. Read from the environment, then from a file ``.env``."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="The app's bot token, `xoxb-…`.")
    slack_client_id: str = Field(
        default="",
        description="With the client secret: other workspaces install Klatch by themselves, at `/slack/install`.",
    )
    slack_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Beside the client id; with both, `SLACK_BOT_TOKEN` may be left out."
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Proves that a request comes from Slack."
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""),
        description="`xapp-…`: when set, Klatch connects out by Socket Mode and needs no public address.",
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="Where Slack's Web API is.")
    database_url: str = Field(
        default="sqlite:///klatch.db", description="SQLite for one process, `postgresql://…` for several."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=3000, ge=0, le=65535, description="The port to listen on.")
    klatch_encryption_key: SecretStr = Field(
        default=SecretStr(""),
        description="Encrypts private text at rest; several, separated by commas, while rotating (the first one "
        "encrypts). When empty, one is derived from the signing secret, and changing that secret locks old text.",
    )
    klatch_log_format: str = Field(
        default="text", pattern="^(text|json)$", description="`text` for people, `json` for machines."
    )
    klatch_metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="When set, whoever sends it as a bearer token can read `GET /metrics`, for Prometheus.",
    )

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _is_for_a_database(cls, value: str) -> str:
        try:
            async_url(value)
        except ArgumentError:
            raise ValueError("is not the URL of a database") from None
        return value

    @property
    def is_for_many(self) -> bool:
        """Whether other workspaces can install Klatch by OAuth."""
        return bool(self.slack_client_id)

    @property
    def missing_credentials(self) -> tuple[str, ...]:
        """The names of the variables without which ``serve`` cannot talk with Slack."""
        needed = {"SLACK_BOT_TOKEN": self.slack_bot_token, "SLACK_SIGNING_SECRET": self.slack_signing_secret}
        if self.is_for_many:
            # Tokens in the database must not be locked with a secret that Slack lets anyone renew at any time.
            del needed["SLACK_BOT_TOKEN"]
            needed["KLATCH_ENCRYPTION_KEY"] = self.klatch_encryption_key
        if self.slack_app_token.get_secret_value():
            del needed["SLACK_SIGNING_SECRET"]
        return tuple(name for name, value in needed.items() if not value.get_secret_value())

    def cipher(self) -> Keys:
        """What reads and writes private text, by its keys. Raises ValueError as they do."""
        return Keys(self.keys())

    def keys(self) -> list[Key]:
        """The keys for private text. Raises ValueError when KLATCH_ENCRYPTION_KEY is not a list of Fernet keys.

        The first one encrypts. The derived one comes last, so that what it locked can be read once there is another.
        """
        given = [key.strip() for key in self.klatch_encryption_key.get_secret_value().split(",") if key.strip()]
        keys = [Key(key) for key in given]
        return keys if keys and not self._secret() else [*keys, Key(self._derived_key())]

    def _derived_key(self) -> bytes:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"klatch private text").derive(self._secret().encode())
        return base64.urlsafe_b64encode(derived)

    def _secret(self) -> str:
        return self.slack_signing_secret.get_secret_value() or self.slack_bot_token.get_secret_value()

    @classmethod
    def read(cls) -> Self:
        """From the environment. Raises SettingsError naming what is wrong, and never what it holds."""
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_line(fault) for fault in error.errors())) from None
        if bool(settings.slack_client_id) != bool(settings.slack_client_secret.get_secret_value()):
            raise SettingsError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET: set both, or neither")
        try:
            settings.cipher()
        except ValueError:
            raise SettingsError("KLATCH_ENCRYPTION_KEY: must be a Fernet key, or several with commas between") from None
        return settings


class SettingsError(ValueError):
    """What is wrong with the environment, a line for each variable."""


def _line(fault: ErrorDetails) -> str:
    return f"{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}"
