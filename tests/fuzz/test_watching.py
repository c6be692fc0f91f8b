"""The watch can say no."""

import logging
import warnings

import structlog

from tests.fuzz.entries import Knock
from tests.fuzz.watching import Findings, Watch


def watched() -> Watch:
    watch = Watch(Findings())
    watch.knock = Knock("a press", "POST", "/slack/events")
    return watch


def test_faults_that_are_logged_are_found_and_what_slack_refused_is_not() -> None:
    watch = watched()
    with watch.watching():
        structlog.get_logger().info("request")
        structlog.get_logger().warning("member_not_told", error="TimeoutError")
        assert watch.findings.found == {}
        structlog.get_logger().error("fault", error="KeyError")
        structlog.get_logger().warning("the outbox cannot be read")
        logging.getLogger("asyncio").error("Task exception was never retrieved")
        warnings.warn("a library complains", ResourceWarning, stacklevel=1)
    found = " ".join(watch.findings.found)
    assert len(watch.findings.found) == 4
    for words in ("KeyError", "the outbox cannot be read", "never retrieved", "a library complains"):
        assert words in found


def test_a_5xx_and_a_late_answer_are_found() -> None:
    watch = watched()
    watch.answered(200, 0.1)
    watch.answered(404, 0.1)
    assert watch.findings.found == {}
    watch.answered(500, 0.1)
    watch.answered(200, 3.1)
    assert sorted(watch.findings.found) == ["500 for a press", "too late: a press"]


def test_what_is_found_twice_is_told_once_with_the_request_that_came_first() -> None:
    findings = Findings()
    findings.add("500 for a press", "the first")
    findings.add("500 for a press", "the second")
    assert findings.found == {"500 for a press": "the first"}
