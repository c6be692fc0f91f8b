"""The routes of channels: events of their members, and the task that reads them."""

from bot.channels import membership, membership_sync
from bot.outbox.delivery import Clients
from bot.slack.channel_events import CHANNEL_BACK, CHANNEL_GONE
from bot.slack.handlers import on_channel, on_channel_member
from bot.slack.routes import Routes


def routes(clients: Clients) -> Routes:
    """Return the handlers of what happens to channels; ``clients`` call Slack to read their members."""
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
