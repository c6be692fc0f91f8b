"""Every environment variable of Klatch, typed, with its default. docs/configuration.md has the same table."""

import base64
import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from dotenv.parser import parse_stream
from pydantic import BaseModel, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.database.keys import Key, Keys
from bot.database.urls import check_database_url
from bot.proxies import ProxyError, can_be_looked_up, checked_proxy_for

_TOKENS = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}
"""The prefix of each of Slack's tokens; one that expires has another prefix before that."""

FILE = ".env"
"""The file in the working directory for variables that the environment does not set."""

_ENCODING = "utf-8-sig"
"""UTF-8, with or without the mark that some editors put first, which would be read as part of the first name."""

logging.getLogger("dotenv").addHandler(logging.NullHandler())
"""It warns about a broken line and continues; Klatch refuses it."""

APPS = "https://api.slack.com/apps"
EXPIRES = (
    "must be a token that does not expire, but this one does: token rotation is on for the app, and Klatch does not "
    "renew tokens. Create a new app from what python app.py manifest prints, where token rotation is off"
)

_PUBLIC = re.compile(r"https://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~\-/]*)?")

_PLAIN = re.compile(r"https?://[A-Za-z0-9._\-\[\]:]+(?:/[A-Za-z0-9._~\-/]*)?")

_TOKEN = re.compile(r"(xoxe\.)?(xox[a-z]-|xapp-)[!-~]+")

_MUST = {
    "port": "must be a whole number from 0 to 65535",
    "klatch_log_format": "must be text or json",
    "klatch_encryption_key": "must be a key made as the README says (32 bytes in base64), or several with commas",
}
"""The messages for wrong values. No value is shown: it may be a secret in the wrong place."""


class Settings(BaseModel):
    """The operator's settings; :meth:`read` takes them from the environment, then from a file ``.env``.

    The playground's bot has settings too, which must not be those of a real one on the same machine.
    """

    slack_bot_token: SecretStr = Field(default=SecretStr(""), description="The app's bot token, `xoxb-…`.")
    slack_client_id: str = Field(
        default="",
        description="With the client secret, lets other workspaces install Klatch at `/slack/install`.",
    )
    slack_client_secret: SecretStr = Field(
        default=SecretStr(""),
        validate_default=True,
        description="Goes with the client ID. With both, `SLACK_BOT_TOKEN` is optional.",
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""), description="Verifies that requests come from Slack. Not needed with Socket Mode."
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""),
        description="The app-level token, `xapp-…`. When set, Klatch uses Socket Mode and needs no public address.",
    )
    slack_api_url: str = Field(default="https://slack.com/api/", description="The address of Slack's Web API.")
    klatch_url: str = Field(
        default="",
        description="Klatch's public address, such as `https://klatch.example.org`, to which Slack returns people who "
        "install it. Needed if the app has several redirect URLs.",
    )
    database_url: str = Field(
        default="sqlite:///klatch.db", description="`sqlite:///…` for one process, `postgresql://…` for one or more."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=3000, ge=0, le=65535, description="The port to listen on.")
    klatch_encryption_key: SecretStr = Field(
        default=SecretStr(""),
        description="Encrypts private text at rest. To rotate it, give several keys separated by commas: the first one "
        "encrypts. If empty, a key is derived from the signing secret (or from the bot token, if there is none), and "
        "old text is unreadable once that changes.",
    )
    klatch_log_format: str = Field(default="text", pattern="^(text|json)$", description="`text` or `json`.")
    klatch_metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="When set, Prometheus can read `GET /metrics` with this bearer token.",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _has_no_spaces_around(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @field_validator(*_TOKENS)
    @classmethod
    def _is_that_token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        begins = _TOKENS[str(info.field_name)]
        token = value.get_secret_value()
        if not token:
            return value
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise ValueError(f"must begin with {begins} and contain no spaces; copy it again from {APPS}")
        if found[1] and found[2] == begins:
            raise ValueError(EXPIRES)
        if found[2] != begins:
            kinds = {begins: name.upper() for name, begins in _TOKENS.items()}
            belongs = f" belongs in {kinds[found[2]]}" if found[2] in kinds else " is another kind of token"
            raise ValueError(f"must begin with {begins}; this value begins with {found[2]} and{belongs}")
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_no_token(cls, value: SecretStr) -> SecretStr:
        if _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError(f"must not be a token; you will find the signing secret under Basic Information at {APPS}")
        return value

    @field_validator("slack_client_secret")
    @classmethod
    def _is_there_if_the_id_is(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if bool(info.data.get("slack_client_id")) != bool(value.get_secret_value()):
            raise ValueError("must be set together with SLACK_CLIENT_ID: set both, or neither")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not _is_plain_address(value):
            raise ValueError("must be an address like https://slack.com/api/")
        return value.rstrip("/") + "/"

    @field_validator("klatch_url")
    @classmethod
    def _is_public(cls, value: str) -> str:
        if value and not _PUBLIC.fullmatch(value):
            raise ValueError("must be an address that begins with https:// and has no query")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_for_a_database(cls, value: str) -> str:
        check_database_url(value)
        return value

    @field_validator("klatch_encryption_key")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        _keys_in(value)
        return value

    @property
    def is_for_many(self) -> bool:
        """Return True when other workspaces can install Klatch by OAuth."""
        return bool(self.slack_client_id)

    @property
    def missing_credentials(self) -> tuple[str, ...]:
        """Return the names of the missing variables without which ``serve`` cannot talk with Slack."""
        if self.slack_app_token.get_secret_value():
            connects = {}
        elif self.is_for_many or self.slack_signing_secret.get_secret_value():
            connects = {"SLACK_SIGNING_SECRET": self.slack_signing_secret}
        else:  # Socket Mode is the shorter way: it needs no public address.
            connects = {"SLACK_APP_TOKEN": self.slack_app_token}
        if self.is_for_many:
            # Tokens in the database must not be locked with a secret that Slack lets anyone renew at any time.
            needed = {**connects, "KLATCH_ENCRYPTION_KEY": self.klatch_encryption_key}
        else:
            needed = {"SLACK_BOT_TOKEN": self.slack_bot_token, **connects}
        return tuple(name for name, value in needed.items() if not value.get_secret_value())

    @property
    def key_source(self) -> str:
        """Return the name of the variable from which the encrypting key comes; empty where none is set."""
        if _keys_in(self.klatch_encryption_key):
            return "KLATCH_ENCRYPTION_KEY"
        derived = {"SLACK_SIGNING_SECRET": self.slack_signing_secret, "SLACK_BOT_TOKEN": self.slack_bot_token}
        return next((name for name, value in derived.items() if value.get_secret_value()), "")

    def cipher(self) -> Keys:
        """Return the cipher of private text. Raises ValueError as :meth:`keys` does."""
        return Keys(self.keys())

    def keys(self) -> list[Key]:
        """Return the keys for private text. Raises ValueError when KLATCH_ENCRYPTION_KEY is not a list of Fernet keys.

        The first one encrypts. The derived one comes last, so that what it locked can be read once there is another.
        """
        keys = _keys_in(self.klatch_encryption_key)
        return keys if keys and not self._secret() else [*keys, Key(self._derived_key())]

    def _derived_key(self) -> bytes:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"klatch private text").derive(self._secret().encode())
        return base64.urlsafe_b64encode(derived)

    def _secret(self) -> str:
        return self.slack_signing_secret.get_secret_value() or self.slack_bot_token.get_secret_value()

    @staticmethod
    def read(*, to_serve: bool = False) -> "Settings":
        """Read the environment. Raises SettingsError naming all that is wrong, and never its values.

        ``to_serve`` names what is missing for that, too, where anything is wrong.
        """
        settings, faults = Settings.look()
        if faults:
            named = "\n".join(faults)
            missing = [name for name in settings.missing_credentials if f"{name}: " not in named]
            raise SettingsError("\n".join([named, *(f"{name}: must be set" for name in missing if to_serve)]))
        return settings

    @staticmethod
    def look() -> "tuple[Settings, list[str]]":
        """Return the settings as far as they are right, defaults for the rest, and the faults, a line each."""
        file, faults = _file()
        try:
            settings = _from_environment(file)
        except ValidationError as error:
            wrong = {str(fault["loc"][0]): _line(fault) for fault in error.errors(include_input=False)}
            # Half of a pair counts for nothing: the other half is dropped.
            dropped = {"slack_client_id"} if "slack_client_secret" in wrong else set()
            defaults = {name: Settings.model_fields[name].default for name in (*wrong, *dropped)}
            settings = _from_environment(file, **defaults)
            faults += wrong.values()
        try:
            checked_proxy_for(settings.slack_api_url)
        except ProxyError as error:
            faults.append(str(error))
        return settings, faults


class _FromEnvironment(BaseSettings, Settings):
    """The settings as the environment and the file have them."""

    model_config = SettingsConfigDict(extra="ignore", env_file_encoding=_ENCODING)


class SettingsError(ValueError):
    """The environment is wrong; the message has a line for each variable."""


def _from_environment(file: str | None, **given: Any) -> Settings:
    # The type checker knows of a settings class only what its fields say.
    read: Callable[..., Settings] = _FromEnvironment
    return read(_env_file=file, **given)


def _file() -> tuple[str | None, list[str]]:
    """Return the file of settings, if there is one that can be read, and its faults."""
    try:
        text = Path(FILE).read_text(_ENCODING)
    except FileNotFoundError:
        return None, []
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return None, [f"{FILE}: cannot be read ({why}); make it readable for the user that runs Klatch, or remove it"]
    return FILE, [f"{FILE}: line {line} cannot be read; write it as NAME=value" for line in _broken(text)]


def _broken(text: str) -> Iterator[int]:
    """Yield the lines where something begins that cannot be parsed, such as a quotation that does not end."""
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            blank = len(binding.original.string) - len(binding.original.string.lstrip())
            yield binding.original.line + binding.original.string[:blank].count("\n")


def _is_plain_address(value: str) -> bool:
    """Return True for an address of a host that can be looked up, a port and a path, and nothing else."""
    try:
        parts = urlsplit(value)
        is_reachable = bool(parts.hostname) and parts.port != 0 and can_be_looked_up(parts.hostname or "")
        return is_reachable and bool(_PLAIN.fullmatch(value))
    except ValueError:
        return False


def _keys_in(value: SecretStr) -> list[Key]:
    """Return the keys in a setting. Raises ValueError for one that is none."""
    return [Key(key.strip()) for key in value.get_secret_value().split(",") if key.strip()]


def _line(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0])
    return f"{name.upper()}: {_MUST.get(name) or fault['msg'].removeprefix('Value error, ')}"
