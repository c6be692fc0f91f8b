"""From what Slack says about where Klatch is, or what falls due about it, to its handler."""

from bot.installing import erasing, listeners, oauth, token_check
from bot.installing.token_check import TokenCheck
from bot.slack.routes import Routes


def routes(check: TokenCheck) -> Routes:
    """Return who handles what about where Klatch is; ``check`` asks Slack about tokens that are in doubt."""
    return Routes(
        presence={
            "app_uninstalled": listeners.uninstalled,
            "tokens_revoked": listeners.revoked,
            "team_access_granted": listeners.access_granted,
            "team_access_revoked": listeners.access_revoked,
        },
        tasks={token_check.DOUBT: check.task()},
        rows={oauth.PURGE: oauth.purge, erasing.ERASE: erasing.erase},
    )
