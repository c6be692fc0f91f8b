"""What is counted: how requests end, what becomes of letters and due rows, and when Slack asks to wait."""

import re
from datetime import timedelta

import pytest
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.flash.actions import Later
from bot.maintenance import retention
from bot.metrics.recording import OTHER, Metrics
from bot.metrics.slack_calls import method_of
from bot.outbox.models import Letter, LetterState, Method, Urgency
from bot.schedule.scheduling import schedule
from bot.slack.acknowledging import Outcome
from bot.slack.payloads import RequestKind
from playground import Guest
from tests.library import Library

pytestmark = pytest.mark.either_database

API = "http://slack/api/"
GRANT = "How do I write my first grant proposal?"


def series(metrics: Metrics) -> dict[str, float]:
    """Every series of the house by its name and labels."""
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    samples = (sample for family in families for sample in family.samples)
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def counted(library: Library, name: str) -> dict[str, float]:
    """The series of one name, by their labels alone."""
    name = f"klatch_{name} "
    found = series(library.klatch.metrics).items()
    return {key.removeprefix(name): value for key, value in found if key.startswith(name)}


async def test_requests_are_counted_by_what_was_done_and_how_it_ended(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/mentor-ask", GRANT)
    await mia.close_form()
    library.playground.faults.rate_limit("views.open", 1)
    await mia.command("/mentor-ask", GRANT)
    guest = library.person("Gus Low", guest=Guest.MULTI_CHANNEL)
    await guest.command("/mentor-ask", GRANT)
    assert counted(library, "requests_total") == {
        "command done": 1,
        "command form_too_late": 1,
        "command turned_away": 1,
    }
    assert counted(library, "request_seconds_count") == {"command": 3}
    assert counted(library, "rate_limited_total") == {"views.open": 1}
    assert counted(library, "rate_limit_wait_seconds_total") == {"views.open": 1}


async def test_letters_are_counted_by_their_fate_and_timed_from_when_they_could_go(library: Library) -> None:
    await library.volunteer(library.person("Sam Roy"), "Grant writing")
    library.playground.faults.rate_limit("chat.postMessage", 30)
    await library.ask(library.person("Mia Chen"), GRANT)
    sent = [letter for letter in await library.rows(Letter) if letter.state is LetterState.SENT]
    assert counted(library, "letters_total") == {"chat.postMessage sent": len(sent)}
    assert counted(library, "letter_delay_seconds_count") == {"answer": len(sent)}
    waited = sum((letter.settled_at - letter.not_before for letter in sent if letter.settled_at), timedelta(0))
    assert counted(library, "letter_delay_seconds_sum") == {"answer": waited.total_seconds()}
    assert waited >= timedelta(seconds=30)
    assert counted(library, "rate_limit_wait_seconds_total") == {"chat.postMessage": 30}


async def test_due_rows_are_counted_by_kind_and_those_of_no_kind_of_ours_together(library: Library) -> None:
    await library.volunteer(library.person("Sam Roy"), "Grant writing")
    await library.ask(library.person("Mia Chen"), GRANT)
    now = library.clock.now()
    async with library.klatch.database.transaction() as session:
        await schedule(session, workspace="T1", kind="of_a_newer_klatch", subject=1, due_at=now, now=now)
    library.clock.advance(timedelta(seconds=40))
    await library.klatch.settle()
    assert counted(library, "dues_total") == {f"{retention.KIND} handled": 1, f"{OTHER} failed": 1}
    assert series(library.klatch.metrics)["klatch_due_lag_seconds_sum"] >= 40
    await library.pass_time(days=2)
    assert counted(library, "dues_total")["flash_invitation_lapses handled"] == 1
    assert counted(library, "due_seconds_count")["flash_invitation_lapses"] == 1


async def test_every_label_comes_from_the_house_and_there_are_no_more_series_after_more_of_the_same(
    library: Library,
) -> None:
    """Whoever and wherever they are, and whatever they type."""
    sam = library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")

    async def story(asker: str) -> set[str]:
        mia = library.person(asker)
        await mia.command("/mentor-ask", f"{asker} <!channel> {{}} \n")
        await mia.close_form()
        await library.ask(mia, f"{GRANT} says {asker}")
        await library.press(sam, "Not this time")
        await library.pass_time(days=1)
        return set(series(library.klatch.metrics))

    first = await story("Mia Chen")
    assert await story("Kim Lee") == first
    words = {*RequestKind, *Outcome, *Method, *LetterState, *Later, retention.KIND, OTHER, "handled", "failed", "+Inf"}
    words |= {urgency.name.lower() for urgency in Urgency}
    labels = {label for name in first for label in name.split()[1:]}
    assert {label for label in labels if not re.fullmatch(r"\d+(\.\d+)?", label)} <= words


def test_nothing_of_an_address_that_is_not_the_web_apis_is_kept() -> None:
    """A response_url is a secret."""
    assert method_of("http://slack/api/chat.postMessage", API) == "chat.postMessage"
    secret = ["http://slack/actions/T1/2/secret", "http://slack/api/", "http://slack/api/U1", "http://slack/api/a.b/c"]
    assert {method_of(url, API) for url in secret} == {OTHER}
