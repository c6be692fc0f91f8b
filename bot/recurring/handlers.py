"""From the buttons of those who look after what recurs to the use cases, and from what comes of them to an answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic

from bot.members.models import Member
from bot.moment import Moment
from bot.recurring import views
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.upkeep import ThingT, Upkeep
from bot.recurring.views import Wording
from bot.slack.request import Press, Reply, Request, Say
from bot.slack.routes import Listener
from bot.slack.user_input import row_id


@dataclass(frozen=True)
class UpkeepHandlers(Generic[ThingT]):
    """The handlers of the buttons by which the things of one kind are looked after."""

    upkeep: Upkeep[ThingT]
    wording: Wording
    refuse: Callable[[Request, UpkeepRefusal], Awaitable[Reply]]
    """Says why not."""

    def on_press(
        self,
        use_case: Callable[[Moment, Member, int], Awaitable[ThingT | UpkeepRefusal]],
        answer: Callable[[Request, ThingT], Awaitable[Reply]],
    ) -> Listener[Press]:
        """Return a handler that does what a button says, and answers with what comes of it or says why not."""

        async def handle(request: Request, press: Press) -> Reply:
            thing = await use_case(request, request.member, row_id(press.value))
            return await (self.refuse(request, thing) if isinstance(thing, UpkeepRefusal) else answer(request, thing))

        return handle

    async def paused(self, request: Request, thing: ThingT) -> Reply:
        """After *Pause*."""
        is_outside = not await self.upkeep.looks_after(request, thing, request.member)
        return Say(views.paused(request.reader, thing, self.wording, is_outside=is_outside))

    async def resumed(self, request: Request, thing: ThingT) -> Reply:
        """After *Resume*."""
        return Say(views.resumed(request.reader, thing, self.wording, request.member.zone))

    async def ended(self, request: Request, thing: ThingT) -> Reply:
        """After *End*."""
        return Say(views.ended(request.reader, thing, self.wording))
