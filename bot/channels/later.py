"""What the agenda does for channels."""

from collections.abc import Mapping

from bot.channels import membership, membership_sync
from bot.outbox.delivery import Clients
from bot.schedule.tasks import AnyTask


def errands(clients: Clients) -> Mapping[str, AnyTask]:
    """Each kind of errand of this room."""
    return {membership.KIND: membership_sync.errand(clients)}
