"""What must be true of a library's flash mentoring at every moment, as facts and what they break."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from bot.flash import queries
from bot.flash.actions import Action, Later
from bot.flash.models import Ask, Conversation, Invitation, Mentor, TimeProposal
from bot.flash.rules import (
    CLARIFICATIONS_AT_MOST,
    UNDER_WAY,
    AskState,
    ConversationState,
    InvitationState,
    pending_invitation,
    unanswered_invitation,
)
from bot.outbox.models import Letter, LetterState
from bot.schedule.models import Due
from playground import Message, Person
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
    letters: Mapping[str, Letter]
    now: datetime

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
            {letter.key: letter for letter in await library.rows(Letter)},
            library.clock.now(),
        )

    @property
    def is_quiet(self) -> bool:
        """Whether all that was to be said has been said, and heard of by whoever wished to."""
        fates = {due for due in self.due if due[0].endswith("_settled")}
        return not fates and not any(self.waits(letter) for letter in self.letters.values())

    def waits(self, letter: Letter | None) -> bool:
        """Whether a letter is on its way, or what became of it is not heard of yet."""
        if letter is None:
            return False
        on_its_way = letter.state in (LetterState.WAITING, LetterState.LEASED, LetterState.HELD)
        return on_its_way or (str(letter.heard_as), letter.id) in self.due

    def failed(self, key: str) -> bool:
        """Whether a letter failed for good, as far as anybody knows, and whoever wished to hear it has."""
        letter = self.letters.get(key)
        is_lost = letter is not None and letter.state in (LetterState.FAILED, LetterState.UNKNOWN)
        return is_lost and not self.waits(letter)

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
    broken = [*_of_asks(facts), *_of_conversations(facts), *_of_mentors(facts), *_of_letters(facts)]
    for person in people if facts.is_quiet else ():
        for message in person.messages():
            if not message.is_ephemeral:
                broken += [*_of_card(facts, person, message), *_of_words(facts, person, message)]
    return broken


def _of_asks(facts: Facts) -> Iterator[str]:
    talking = Counter(one.ask_id for one in facts.conversations.values() if one.state in UNDER_WAY)
    opened = {one.ask_id for one in facts.conversations.values() if one.state is not ConversationState.UNOPENED}
    for ask in facts.asks.values():
        invitations = facts.of_ask(ask)
        states = [one.state for one in invitations if one.state is not InvitationState.UNREACHED]
        if talking[ask.id] > (ask.state is AskState.CHOSEN):
            yield f"ask {ask.id} is {ask.state} and has {talking[ask.id]} conversations under way"
        if ask.state is AskState.CHOSEN and ask.id not in opened:
            yield f"ask {ask.id} is {ask.state} and has no conversation"
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
        if one.state is ConversationState.OPENING and not facts.waits(facts.letters.get(f"conversation-{one.id}")):
            yield f"conversation {one.id} opens for ever"


def _of_letters(facts: Facts) -> Iterator[str]:
    """Whoever was told that something happens: it does, or they are told that it does not."""
    for one in facts.conversations.values():
        key = f"conversation-{one.id}"
        if one.state is ConversationState.OPEN and facts.failed(key):
            yield f"conversation {one.id} is open, and nobody has its introduction"
    for invitation in facts.invitations.values():
        asked_first = queries.clarification_letter(invitation)
        if invitation.state is InvitationState.OFFERED and facts.failed(queries.offer_letter(invitation)):
            yield f"offer {invitation.id} was never brought, and its mentor waits"
        if invitation.state is InvitationState.ASKING and facts.failed(asked_first):
            yield f"what mentor {invitation.id} asked first was never brought, and they wait"
        newest = queries.invitation_letter(invitation)
        if invitation.state is InvitationState.INVITED and facts.failed(newest):
            yield f"invitation {invitation.id} was never shown, and the ask waits for it"


def _of_mentors(facts: Facts) -> Iterator[str]:
    begun = Counter(
        (one.mentor, f"{one.opened_at:%Y-%m}")
        for one in facts.conversations.values()
        if one.state is not ConversationState.UNOPENED
    )
    for mentor in facts.mentors:
        for (member, month), number in begun.items():
            if member == mentor.member and number > mentor.capacity:
                yield f"{member} has {number} conversations in {month}, and time for {mentor.capacity}"


def _of_words(facts: Facts, person: Person, message: Message) -> Iterator[str]:
    """Nobody reads that a conversation opens, or has opened, while it is not so."""
    said = {
        "opening a group DM": ConversationState.OPENING,
        "find the conversation in your group DMs": ConversationState.OPEN,
    }
    for words, state in said.items():
        theirs = [one for one in facts.conversations.values() if person.id in (one.asker, one.mentor)]
        if words in message.text and all(one.state is not state for one in theirs):
            yield f"{person.name} reads {message.text!r}, and no conversation of theirs is {state}"


def _of_card(facts: Facts, person: Person, message: Message) -> Iterator[str]:
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element["type"] == "button" and not _is_alive(facts, person, message, element):
                yield f"{person.name} sees a dead {element['text']['text']!r} in {message.text!r}"


def _is_alive(facts: Facts, person: Person, message: Message, element: Mapping[str, Any]) -> bool:
    action, value = element["action_id"], element.get("value", "")
    match action:
        case Action.ASK_FIRST if _has_asked_enough(facts, int(value), person.id):
            return False
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
            conversation = facts.conversations[int(value)]
            return conversation.state is ConversationState.TALKED and conversation.thanked_at is None
        case Action.ASK_SOMEONE_ELSE:
            return facts.conversations[int(value)].state is ConversationState.OPEN
        case Action.PROPOSE_TIME:
            return facts.conversations[int(value)].state in UNDER_WAY
        case _ if action.startswith(Action.TAKE_TIME):
            proposal_id, seconds = map(int, value.split())
            proposal = facts.proposals[proposal_id]
            is_under_way = facts.conversations[proposal.conversation_id].state in UNDER_WAY
            is_to_come = seconds > facts.now.timestamp()
            return is_under_way and proposal.is_current and proposal.agreed is None and is_to_come
        case _:
            return True


def _has_asked_enough(facts: Facts, ask_id: int, person: str) -> bool:
    (invitation,) = [one for one in facts.invitations.values() if (one.ask_id, one.mentor) == (ask_id, person)]
    return invitation.clarifications >= CLARIFICATIONS_AT_MOST or invitation.clarifications > invitation.answers
