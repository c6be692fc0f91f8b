"""What the agenda does for channels."""

from collections.abc import Mapping

from bot.agenda.errands import AnyErrand
from bot.channels import reading, service
from bot.outbox.delivery import Clients


def errands(clients: Clients) -> Mapping[str, AnyErrand]:
    """Each kind of errand of this room."""
    return {service.KIND: reading.errand(clients)}
