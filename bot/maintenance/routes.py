"""The routes of maintenance: one kind of due row."""

from bot.maintenance import retention
from bot.slack.routes import Routes


def routes() -> Routes:
    """Return the routes of maintenance."""
    return Routes(rows={retention.KIND: retention.forget})
