"""From Slack's events to who is in a channel, and the task that has it read."""

from bot.channels import membership, membership_sync
from bot.outbox.delivery import Clients
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member
from bot.slack.routes import Routes


def routes(clients: Clients) -> Routes:
    """Return who handles what about channels; ``clients`` are for reading who is in them."""
    return Routes(
        events={
            "member_joined_channel": on_channel_member(membership.joined),
            "member_left_channel": on_channel_member(membership.left),
            **dict.fromkeys(CHANNEL_GONE, on_channel(membership.gone)),
            **dict.fromkeys(CHANNEL_BACK, on_channel(membership.back)),
        },
        channel_id_changed=membership.follow,
        tasks={membership.KIND: membership_sync.task(clients)},
    )
