"""The routes of maintenance: one kind of due row."""

from bot.maintenance import retention
from bot.slack.routes import Routes

ROUTES = Routes(rows={retention.KIND: retention.forget})
