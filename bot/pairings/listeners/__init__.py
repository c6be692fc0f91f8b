"""From Slack's requests to the use cases of pairings: the whole table on one page."""

from bot.pairings.actions import Action, Form
from bot.pairings.coffee import rounds
from bot.pairings.listeners import coffee, groups, lunch, organizing
from bot.slack.channel_events import CHANNEL_GONE, follow_channels
from bot.slack.edge import Edge


def register(edge: Edge) -> None:
    """Every command, button, form and event of this room."""
    edge.command("/coffee", coffee.command)
    edge.press(Action.JOIN_COFFEE, coffee.join)
    edge.press(Action.LEAVE_COFFEE, coffee.leave)
    edge.press(Action.SKIP_ROUND, coffee.skip_round)
    edge.press(Action.REJOIN_ROUND, coffee.rejoin_round)
    edge.press(Action.SKIP_NEXT, coffee.skip_next)
    edge.press(Action.PAUSE_COFFEE, coffee.open_pause_form)
    edge.submission(Form.PAUSE_COFFEE, coffee.pause)
    edge.press(Action.RESUME_COFFEE, coffee.resume)

    edge.press(Action.WHY_US, groups.why_us)
    edge.press(Action.WE_MET, groups.we_met)
    edge.press(Action.NOT_YET, groups.not_yet)
    edge.press(Action.NOT_HAPPENING, groups.not_happening)
    edge.press(Action.STEP_BACK, groups.step_back)
    edge.leave_no_trace(groups.step_back, lunch.decline)

    edge.event("user_change", groups.somebody_changed)
    edge.event("member_joined_channel", groups.joined_channel)
    edge.event("member_left_channel", groups.left_channel)
    for name in CHANNEL_GONE:
        edge.event(name, groups.channel_gone)
    follow_channels(edge, rounds.follow)

    lunch.register(edge)
    organizing.register(edge)
