"""From Slack's requests to the use cases of circles: the whole table on five pages."""

from bot.circles.listeners import circles, meetings, organizing, prompts, talk
from bot.slack.edge import Edge


def register(edge: Edge) -> None:
    """Every command, button, form and event of this room."""
    for page in (circles, meetings, organizing, prompts, talk):
        page.register(edge)
