"""The environment: what it may say, and what is said of what it may not."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from bot.database.keys import Key
from bot.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def _an_empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def settings(**secrets: str) -> Settings:
    return Settings.model_validate({name: SecretStr(value) for name, value in secrets.items()})


def test_the_defaults_need_nothing_but_slacks_credentials() -> None:
    assert Settings.read().missing_credentials == ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nPORT=4000\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    read = Settings.read()
    assert (read.slack_bot_token.get_secret_value(), read.port) == ("xoxb-environment", 4000)


def test_by_socket_mode_no_signing_secret_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert Settings.read().missing_credentials == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "a-secret"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://user:a-secret@host/klatch"),
        ("DATABASE_URL", "a-secret"),
        ("DATABASE_URL", "postgresql://user@host:a-secret/klatch"),
        ("DATABASE_URL", "postgresql://user:a-secret@host/klatch?port=many"),
        ("DATABASE_URL", "postgresql://user:a-secret@host:99999/klatch"),
        ("DATABASE_URL", "postgresql://user:a-secret@one:1,two:2/klatch"),
        ("DATABASE_URL", "postgresql://user:a-secret@/klatch?host=one&host=two&port=1"),
        ("DATABASE_URL", "postgresql://user:a-secret@host/%00"),
        ("DATABASE_URL", "postgresql://user:a-secret@one..two/klatch"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////"),
        ("DATABASE_URL", "sqlite:///."),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://a-secret/klatch.db"),
        ("DATABASE_URL", "sqlite:///a-secret%00.db"),
        ("DATABASE_URL", "sqlite:///file:klatch.db"),
        ("DATABASE_URL", "sqlite:///file:klatch.db?uri=true"),
        ("DATABASE_URL", "sqlite:///klatch.db?uri=maybe"),
        ("DATABASE_URL", "sqlite:///klatch.db?timeout=a-secret"),
        ("DATABASE_URL", "sqlite:///klatch.db?mode=ro"),
        ("SLACK_API_URL", "a-secret"),
        ("SLACK_API_URL", "https://user:a-secret@slack.com/api/"),
        ("SLACK_API_URL", "https://slack.com:99999/api/"),
        ("SLACK_API_URL", "https://slack.com:a-secret/api/"),
        ("SLACK_API_URL", "https://slack.com:0/api/"),
        ("SLACK_API_URL", "https://slack..com/api/"),
        ("SLACK_API_URL", "https://[a-secret/api/"),
        ("SLACK_API_URL", "https://slack.com/api/?a-secret"),
        ("KLATCH_LOG_FORMAT", "a-secret"),
        ("KLATCH_URL", "http://a-secret.example"),
        ("KLATCH_URL", "https://user:a-secret@klatch.example"),
        ("KLATCH_URL", "https://klatch.example?a-secret"),
        ("KLATCH_URL", "https://klatch.example/#a-secret"),
        ("KLATCH_ENCRYPTION_KEY", "a-secret"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        Settings.read()
    assert str(wrong.value).startswith(f"{name}: ")
    assert "a-secret" not in str(wrong.value)
    assert len(str(wrong.value).splitlines()) == 1


def test_for_many_workspaces_the_bot_token_is_not_needed_and_the_key_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "hush")
    assert Settings.read().missing_credentials == ("SLACK_SIGNING_SECRET", "KLATCH_ENCRYPTION_KEY")


@pytest.mark.parametrize("alone", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_half_of_the_credentials_for_oauth_is_an_error(monkeypatch: pytest.MonkeyPatch, alone: str) -> None:
    monkeypatch.setenv(alone, "a-secret")
    with pytest.raises(SettingsError) as wrong:
        Settings.read()
    said = "SLACK_CLIENT_SECRET: must be set together with SLACK_CLIENT_ID: set both, or neither"
    assert str(wrong.value) == said


def test_all_that_is_wrong_is_named_at_once_and_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "PORT": "70000",
        "DATABASE_URL": "mysql://user:a-secret@host/klatch",
        "KLATCH_LOG_FORMAT": "yaml",
        "KLATCH_ENCRYPTION_KEY": "a-secret",
        "SLACK_BOT_TOKEN": "xapp-a-secret",
        "SLACK_API_URL": "slack",
        "SLACK_CLIENT_ID": "1.2",
        "HTTPS_PROXY": "socks5://user:a-secret@host:1080",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as named:
        Settings.read(to_serve=True)
    lines = str(named.value).splitlines()
    expected = {*wrong, "SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"} - {"SLACK_CLIENT_ID"}
    assert sorted(line.split(":")[0] for line in lines) == sorted(expected)
    assert "a-secret" not in str(named.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-a-secret", "begins with xapp- and belongs in SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xoxb-1-a-secret", "begins with xoxb- and belongs in SLACK_BOT_TOKEN"),
        (
            "SLACK_BOT_TOKEN",
            "xoxe.xoxb-1-a-secret",
            "rotation is on for the app, and Klatch does not renew tokens",
        ),
        ("SLACK_BOT_TOKEN", "xoxp-1-a-secret", "begins with xoxp- and is another kind of token"),
        ("SLACK_BOT_TOKEN", "xoxb-… a-secret", "must begin with xoxb- and contain no spaces"),
        ("SLACK_BOT_TOKEN", "xoxb-1\r\nX: a-secret", "must begin with xoxb- and contain no spaces"),
        ("SLACK_APP_TOKEN", "a-secret", "must begin with xapp- and contain no spaces"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-a-secret", "must not be a token"),
    ],
)
def test_tokens_that_were_exchanged_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        Settings.read()
    assert str(wrong.value).startswith(f"{name}: ")
    assert said in str(wrong.value)
    assert "a-secret" not in str(wrong.value)


@pytest.mark.parametrize("token", ["xoxb-1-2-abc", " xoxb-1\n"])
def test_every_bot_token_of_slacks_is_taken_with_what_copying_left_around_it(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    assert Settings.read().slack_bot_token.get_secret_value() == token.strip()


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(SettingsError) as wrong:
        Settings.read()
    assert str(wrong.value).startswith(".env: cannot be read (Is a directory); ")
    (tmp_path / ".env").rmdir()
    (tmp_path / ".env").write_bytes(b"PORT=\xff\n")
    settings, faults = Settings.look()
    assert [fault.split(":")[0] for fault in faults] == [".env"]
    assert settings.port == 3000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("PORT=4000\n\nKLATCH_ENCRYPTION_KEY='a-secret\n", 3),
        ('\n\nKLATCH_ENCRYPTION_KEY="a-secret\nPORT=4000\n', 3),
        ("PORT=4000\nKLATCH_ENCRYPTION_KEY a-secret\n", 2),
        ("PORT=4000\n# the key\nKLATCH_ENCRYPTION_KEY: a-secret\n", 3),
    ],
)
def test_a_broken_line_of_the_file_is_refused_by_its_number_and_not_skipped(text: str, line: int) -> None:
    """Without the key that stands there, what is private would be locked with another."""
    Path(".env").write_text(text)
    with pytest.raises(SettingsError) as wrong:
        Settings.read()
    assert str(wrong.value) == f".env: line {line} cannot be read; write it as NAME=value"
    settings, _ = Settings.look()
    assert settings.port == 4000


def test_the_mark_that_editors_put_before_a_file_is_no_part_of_it() -> None:
    Path(".env").write_text("PORT=4000\n", encoding="utf-8-sig")
    assert Settings.read().port == 4000


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////data/klatch.db",
        "postgresql:///klatch",
        "postgresql://user:word@/klatch?host=/run/postgresql",
        "postgresql://user:word@/klatch?host=one:5432&host=two:5433&target_session_attrs=read-write",
        "postgresql://user:word@/klatch?host=one,two&port=5432,5433",
        "postgresql://user:word@[::1]:5432/klatch?sslmode=require",
    ],
)
def test_every_way_to_name_a_database_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert Settings.read().database_url == url


def test_what_is_right_is_read_beside_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("HOST", "::1")
    settings, faults = Settings.look()
    assert (settings.port, settings.host) == (3000, "::1")
    assert faults == ["PORT: must be a whole number from 0 to 65535"]


def test_secrets_do_not_show_in_the_settings_text() -> None:
    assert "hush" not in repr(settings(slack_bot_token="xoxb-hush", slack_signing_secret="hush"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/api", "http://127.0.0.1:1/api/"])
def test_the_web_apis_address_ends_with_a_slash(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SLACK_API_URL", url)
    assert Settings.read().slack_api_url == "http://127.0.0.1:1/api/"


def test_without_a_key_one_follows_from_the_signing_secret() -> None:
    token = settings(slack_signing_secret="one").cipher().encrypt(b"private")
    assert settings(slack_signing_secret="one").cipher().decrypt(token) == b"private"
    with pytest.raises(InvalidToken):
        settings(slack_signing_secret="two").cipher().decrypt(token)


def test_while_keys_are_rotated_the_old_one_still_reads_and_the_first_one_writes() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    token = settings(klatch_encryption_key=old).cipher().encrypt(b"private")
    both = settings(klatch_encryption_key=f"{new}, {old}").cipher()
    assert both.decrypt(token) == b"private"
    assert settings(klatch_encryption_key=new).cipher().decrypt(both.encrypt(b"later")) == b"later"


def test_a_key_that_is_set_later_leaves_what_was_locked_without_it_readable() -> None:
    token = settings(slack_signing_secret="one").cipher().encrypt(b"private")
    key = Fernet.generate_key().decode()
    later = settings(slack_signing_secret="one", klatch_encryption_key=key).cipher()
    assert later.decrypt(token) == b"private"
    assert Key(key).decrypt(later.rotate(token)) == b"private"


def test_a_public_address_is_known_without_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLATCH_URL", "https://klatch.example.org:8443/here/")
    assert Settings.read().klatch_url == "https://klatch.example.org:8443/here"
