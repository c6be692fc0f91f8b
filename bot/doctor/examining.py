"""Looking at everything, one after another."""

from bot.clock import Clock, SystemClock
from bot.doctor import inside, outside
from bot.doctor.findings import Finding
from bot.settings import Settings


async def examine(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Everything that was found, well or not. Nothing is changed, and nothing secret is said."""
    clock = clock or SystemClock()
    findings = [_settings(settings), _installing(settings)]
    async with outside.client_of(settings) as http:
        findings += await outside.slack(settings, http, clock)
        if settings.slack_app_token.get_secret_value():
            findings.append(await outside.app_token(settings, http))
    return [*findings, *await inside.database(settings, clock)]


def _settings(settings: Settings) -> Finding:
    missing = settings.missing_credentials
    found = f"{' and '.join(missing)} missing" if missing else "all that are needed"
    return Finding("Settings", not missing, found, "Put them into the environment or into a file .env.")


def _installing(settings: Settings) -> Finding:
    alone = "one workspace, by SLACK_BOT_TOKEN"
    return Finding("Installing", True, "any workspace, at /slack/install" if settings.is_for_many else alone)
