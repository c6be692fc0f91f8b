"""From Slack's requests about people to their use cases."""

from bot.people import service, views
from bot.people.actions import AVOID, AVOID_FORM, OTHERS
from bot.slack.edge import Edge
from bot.slack.turn import OpenForm, Press, Reply, Say, Submission, Turn


def register(edge: Edge) -> None:
    """Every button and form of this room."""
    edge.press(AVOID, open_avoid_form)
    edge.submission(AVOID_FORM, save_avoid_form)


async def open_avoid_form(turn: Turn, _press: Press) -> Reply:
    """Show the member their own list."""
    return OpenForm(views.avoid_form(await service.rather_not_met(turn.moment, turn.member.id)))


async def save_avoid_form(turn: Turn, submission: Submission) -> Reply:
    """Keep the list as it was sent."""
    others = set(submission.values.members(OTHERS)) - {turn.member.id}
    await service.rather_not_meet(turn.moment, turn.member.id, others)
    return Say(views.avoid_saved(len(others)))
