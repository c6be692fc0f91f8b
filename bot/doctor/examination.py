"""The examination: one check after another; what is wrong keeps nothing else from being looked at."""

from collections.abc import Sequence

from bot import zone_data
from bot.clock import Clock, SystemClock
from bot.doctor import database_checks, host_checks, slack_checks
from bot.doctor.findings import Finding
from bot.settings import Settings


async def examine(settings: Settings, clock: Clock | None = None, faults: Sequence[str] = ()) -> list[Finding]:
    """Return everything that was found, well or not. Nothing is changed, and nothing secret is said.

    ``faults`` is what is wrong with the settings, a line each: those stand in ``settings`` as if they were not set.
    """
    clock = clock or SystemClock()
    wrong = frozenset(fault.partition(":")[0] for fault in faults)
    findings = [*map(_fault, faults), *_settings(settings, wrong), _installing(settings), _time_zones()]
    slack = await slack_checks.examine_slack(settings, clock, wrong)
    findings += [*slack.findings, *await host_checks.examine_host(settings, wrong)]
    return [*findings, *await database_checks.examine_database(settings, clock, wrong, slack.workspace)]


def _fault(fault: str) -> Finding:
    name, _, found = fault.partition(": ")
    return Finding(name, False, found)


def _settings(settings: Settings, wrong: frozenset[str]) -> list[Finding]:
    missing = [name for name in settings.missing_credentials if name not in wrong]
    if missing:
        mend = "Put what is missing into the environment or into a file .env."
        return [Finding("Settings", False, f"{' and '.join(missing)} missing", mend)]
    return [] if wrong else [Finding("Settings", True, "all that are needed")]


def _installing(settings: Settings) -> Finding:
    if settings.is_for_many:
        return Finding("Installing", True, "any workspace, at /slack/install")
    if settings.slack_bot_token.get_secret_value():
        return Finding("Installing", True, "one workspace, by SLACK_BOT_TOKEN")
    mend = "Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for workspaces that install it themselves."
    return Finding("Installing", False, "no workspace yet", mend)


def _time_zones() -> Finding:
    used, *others = zone_data.use_the_newest()
    rest = ", ".join(f"{each.version or 'of no version'} in {each.where}" for each in others)
    found = f"{used.version}, {'of' if used is zone_data.PACKAGED else 'in'} {used.where}"
    return Finding("Time zones", True, f"{found}; not used: {rest}" if rest else found)
