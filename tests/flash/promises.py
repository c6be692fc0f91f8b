"""What must be true of a library's flash mentoring at every moment, as facts and what they break."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.agenda.models import Due
from bot.flash.actions import Action, Later
from bot.flash.models import Ask, Conversation, Invitation, Mentor, TimeProposal
from bot.flash.rules import (
    AskState,
    ConversationState,
    InvitationState,
    pending_invitation,
    unanswered_invitation,
)
from bot.playground import Message, Person
from tests.library import Library


@dataclass(frozen=True)
class Facts:
    """All rows of flash mentoring, as they stand now."""

    asks: Mapping[int, Ask]
    invitations: Mapping[int, Invitation]
    conversations: Mapping[int, Conversation]
    proposals: Mapping[int, TimeProposal]
    mentors: Sequence[Mentor]
    due: frozenset[tuple[str, int]]

    @classmethod
    async def of(cls, library: Library) -> Self:
        """The facts of a library."""
        return cls(
            {ask.id: ask for ask in await library.rows(Ask)},
            {invitation.id: invitation for invitation in await library.rows(Invitation)},
            {conversation.id: conversation for conversation in await library.rows(Conversation)},
            {proposal.id: proposal for proposal in await library.rows(TimeProposal)},
            await library.rows(Mentor),
            frozenset((due.kind, due.subject) for due in await library.rows(Due)),
        )

    @property
    def pairs(self) -> dict[tuple[str, int], frozenset[str]]:
        """Who was brought together by what: by each invitation, and by each conversation."""
        invited = {
            ("invitation", one.id): frozenset((one.mentor, self.asks[one.ask_id].asker))
            for one in self.invitations.values()
        }
        talking = {("conversation", one.id): frozenset((one.mentor, one.asker)) for one in self.conversations.values()}
        return invited | talking

    def of_ask(self, ask: Ask) -> list[Invitation]:
        """The invitations to one ask."""
        return [one for one in self.invitations.values() if one.ask_id == ask.id]

    def of_person(self, ask_id: int, person: str) -> InvitationState | None:
        """Where somebody stands to an ask."""
        found = [one.state for one in self.invitations.values() if (one.ask_id, one.mentor) == (ask_id, person)]
        return found[0] if found else None


def broken_promises(facts: Facts, people: Sequence[Person]) -> list[str]:
    """Every promise that does not hold, in words; none when all is well."""
    broken = [*_of_asks(facts), *_of_conversations(facts), *_of_mentors(facts)]
    for person in people:
        for message in person.messages():
            if not message.is_ephemeral:
                broken += _of_card(facts, person, message)
    return broken


def _of_asks(facts: Facts) -> Iterator[str]:
    talking = Counter(one.ask_id for one in facts.conversations.values())
    for ask in facts.asks.values():
        invitations = facts.of_ask(ask)
        states = [one.state for one in invitations]
        if talking[ask.id] != (ask.state is AskState.CHOSEN):
            yield f"ask {ask.id} is {ask.state} and has {talking[ask.id]} conversations"
        if ask.state is AskState.LOOKING:
            if not _will_go_on(facts, ask, invitations):
                yield f"ask {ask.id} is forgotten: {states}"
        elif any(unanswered_invitation(state) or state is InvitationState.OFFERED for state in states):
            yield f"ask {ask.id} is {ask.state}, and yet there are open invitations: {states}"


def _will_go_on(facts: Facts, ask: Ask, invitations: Sequence[Invitation]) -> bool:
    lapses = [
        (str(Later.INVITATION_LAPSES), one.id) in facts.due for one in invitations if pending_invitation(one.state)
    ]
    has_offers = any(one.state is InvitationState.OFFERED for one in invitations)
    choice_waits = (str(Later.CHOICE_WAITS), ask.id) in facts.due
    if has_offers:
        return choice_waits and all(lapses)
    return (bool(lapses) and all(lapses)) or (str(Later.CHANNEL_CLOSES), ask.id) in facts.due


def _of_conversations(facts: Facts) -> Iterator[str]:
    for one in facts.conversations.values():
        planned = {kind for kind, subject in facts.due if subject == one.id}
        if one.state is ConversationState.OPEN and not planned & {Later.CHECK_IN, Later.CONVERSATION_FADES}:
            yield f"conversation {one.id} is forgotten"


def _of_mentors(facts: Facts) -> Iterator[str]:
    begun = Counter((one.mentor, f"{one.opened_at:%Y-%m}") for one in facts.conversations.values())
    for mentor in facts.mentors:
        for (member, month), number in begun.items():
            if member == mentor.member and number > mentor.capacity:
                yield f"{member} has {number} conversations in {month}, and time for {mentor.capacity}"


def _of_card(facts: Facts, person: Person, message: Message) -> Iterator[str]:
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element["type"] == "button" and not _is_alive(facts, person, message, element):
                yield f"{person.name} sees a dead {element['text']['text']!r} in {message.text!r}"


def _is_alive(facts: Facts, person: Person, message: Message, element: Mapping[str, Any]) -> bool:
    action, value = element["action_id"], element.get("value", "")
    match action:
        case Action.OFFER | Action.DECLINE | Action.ASK_FIRST | Action.SOMEONE_ELSE | Action.PAUSE_ME:
            state = facts.of_person(int(value), person.id)
            is_theirs = message.channel != person.dm.id or (state is not None and unanswered_invitation(state))
            return facts.asks[int(value)].state is AskState.LOOKING and is_theirs
        case Action.WITHDRAW_OFFER | Action.CHOOSE | Action.KEEP_LOOKING:
            return facts.invitations[int(value)].state is InvitationState.OFFERED
        case Action.ANSWER_FIRST:
            invitation = facts.invitations[int(value)]
            return unanswered_invitation(invitation.state) and invitation.clarifications > invitation.answers
        case Action.WITHDRAW_ASK:
            return facts.asks[int(value)].state is AskState.LOOKING
        case Action.WE_TALKED | Action.NOT_YET | Action.NOT_HAPPENING:
            return facts.conversations[int(value)].state is ConversationState.OPEN
        case Action.SAY_THANKS:
            return facts.conversations[int(value)].state is ConversationState.TALKED
        case Action.STEP_BACK:
            return facts.conversations[int(value)].state is not ConversationState.STEPPED_BACK
        case _ if action.startswith(Action.TAKE_TIME):
            proposal = facts.proposals[int(value.split()[0])]
            return proposal.is_current and proposal.agreed is None
        case _:
            return True
