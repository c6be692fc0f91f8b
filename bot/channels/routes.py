"""The routes of channels: events of their members, and the task that reads them."""

from collections.abc import Sequence

from bot.channels import language, membership, membership_sync
from bot.outbox.delivery import Clients
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member
from bot.slack.routes import Routes


def routes(clients: Clients, shown_again: Sequence[language.ShowAgain] = ()) -> Routes:
    """Return the handlers of what happens to channels; ``clients`` call Slack to read their members.

    ``shown_again`` is what features have in a channel, for when its language becomes known or changes.
    """
    return Routes(
        events={
            "member_joined_channel": on_channel_member(membership.joined),
            "member_left_channel": on_channel_member(membership.left),
            **dict.fromkeys(CHANNEL_GONE, on_channel(membership.gone)),
            **dict.fromkeys(CHANNEL_BACK, on_channel(membership.back)),
        },
        channel_id_changed=membership.follow,
        due={language.KIND: language.showing_again(shown_again)},
        tasks={membership.KIND: membership_sync.task(clients)},
    )
