"""The examination: one check after another. A failure stops none of the checks after it."""

from collections.abc import Sequence

from bot import zone_data
from bot.clock import Clock, SystemClock
from bot.doctor import database_checks, host_checks, slack_checks
from bot.doctor.findings import Finding, Verdict
from bot.settings import Settings


async def examine(settings: Settings, clock: Clock | None = None, faults: Sequence[str] = ()) -> list[Finding]:
    """Return the findings of all checks. Nothing is changed, and nothing secret is shown.

    ``faults`` says what is wrong with the settings, a line each: ``settings`` has those as if they were not set.
    """
    clock = clock or SystemClock()
    wrong = frozenset(fault.partition(":")[0] for fault in faults)
    findings = [*map(_fault, faults), *_settings(settings, wrong), _installing(settings), _time_zones()]
    slack = await slack_checks.examine_slack(settings, clock, wrong)
    findings += [*slack.findings, *await host_checks.examine_host(settings, wrong)]
    return [*findings, *await database_checks.examine_database(settings, clock, wrong, slack.workspace)]


def _fault(fault: str) -> Finding:
    name, _, found = fault.partition(": ")
    return Finding(name, Verdict.FAIL, found)


def _settings(settings: Settings, wrong: frozenset[str]) -> list[Finding]:
    missing = [name for name in settings.missing_credentials if name not in wrong]
    if missing:
        fix = "Add what is missing to the environment or to a file called .env."
        return [Finding("Settings", Verdict.FAIL, f"missing {' and '.join(missing)}", fix)]
    return [] if wrong else [Finding("Settings", Verdict.OK, "everything required is set")]


def _installing(settings: Settings) -> Finding:
    if settings.is_for_many:
        return Finding("Installing", Verdict.OK, "workspaces install Klatch at /slack/install")
    if settings.slack_bot_token.get_secret_value():
        return Finding("Installing", Verdict.OK, "one workspace, with SLACK_BOT_TOKEN")
    fix = "Set SLACK_BOT_TOKEN, or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to let workspaces install Klatch."
    return Finding("Installing", Verdict.FAIL, "Klatch cannot be installed anywhere yet", fix)


def _time_zones() -> Finding:
    used, *others = zone_data.use_the_newest()
    rest = ", ".join(f"{each.version or 'unknown version'} from {each.where}" for each in others)
    found = f"{used.version}, from {used.where}"
    return Finding("Time zones", Verdict.OK, f"{found}; not used: {rest}" if rest else found)
