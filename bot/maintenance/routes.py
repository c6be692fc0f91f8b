"""What falls due for the whole of Klatch: forgetting what nobody needs any more."""

from bot.maintenance import retention
from bot.slack.routes import Routes


def routes() -> Routes:
    """Return who handles what of maintenance."""
    return Routes(rows={retention.KIND: retention.forget})
