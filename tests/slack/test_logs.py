"""Logs say what happened, to whom it matters, and never what a member wrote."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

pytestmark = pytest.mark.either_database


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging as it was before, after."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def log_a_fault(name: str) -> None:
    try:
        int("what a member wrote")
    except ValueError:
        logging.getLogger(name).exception("it failed")


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_librarys_exception_is_logged_without_its_message(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    logs.set_up(log_format)
    log_a_fault("aiohttp.client")
    written = capsys.readouterr().err
    assert "it failed" in written
    assert "ValueError" in written
    assert "what a member wrote" not in written
    assert len(written.splitlines()) == 1


@pytest.mark.usefixtures("restored")
def test_json_logs_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")
    structlog.get_logger("bot.test").info("something", number=1)
    logging.getLogger("a.library").warning("careful")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["number"], first["level"]) == ("something", 1, "info")
    assert (second["event"], second["level"]) == ("careful", "warning")


@pytest.mark.usefixtures("restored")
def test_libraries_keep_their_steps_to_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text")
    logging.getLogger("slack_sdk.web").debug("a payload")
    logging.getLogger("apscheduler.scheduler").info("a job")
    assert capsys.readouterr().err == ""
