"""All that the cards of an ask are drawn from, read in a bounded number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.database.prepared import Prepared
from bot.flash import queries
from bot.flash.models import Ask, Conversation, Invitation, Mentor, TimeProposal
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.flash.views.offers import Helper
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.profile import teams_of
from bot.topics.topics import named_topics


@dataclass(frozen=True, slots=True)
class CardData:
    """A locked ask and everything about it."""

    ask: Ask
    channel: str | None
    """The channel that shows it too, if Klatch is there."""
    wait: timedelta | None
    """The usual wait for a first offer, while the ask is open."""
    conversations: Sequence[Conversation]
    proposals: Sequence[TimeProposal]
    people: Mapping[str, Member]
    topics: Mapping[int, str]
    """The names of the ask's topics and of those that mentors share, by alphabet."""
    own_words: Mapping[str, str]
    teams: Mapping[str, str]

    @property
    def asker(self) -> Member:
        """The member who asks."""
        return self.people[self.ask.asker]

    @property
    def offers(self) -> int:
        """The number of offers that the asker can choose among."""
        return len(self.ask.offers)

    @property
    def shown_to(self) -> int:
        """The number of mentors to whom the ask was, or is still being, shown privately."""
        return sum(one.is_private and one.state is not InvitationState.UNREACHED for one in self.ask.invitations)

    @property
    def newest_conversation(self) -> Conversation | None:
        """The last that opened, or opens; one that was given up only where there is no other."""
        return max(
            self.conversations,
            key=lambda one: (one.state is not ConversationState.UNOPENED, one.opened_at, one.id),
            default=None,
        )

    def topic_names(self, topic_ids: Iterable[int]) -> list[str]:
        """Return the names of these topics, by alphabet."""
        wanted = set(topic_ids)
        return [name for id, name in self.topics.items() if id in wanted]

    def conversation_with(self, mentor: str) -> Conversation | None:
        """Return the conversation that came of choosing a mentor."""
        return next((one for one in self.conversations if one.mentor == mentor), None)

    def times_of(self, conversation: Conversation) -> list[TimeProposal]:
        """Return the times that were proposed in a conversation, the oldest first."""
        return [one for one in self.proposals if one.conversation_id == conversation.id]

    def helper(self, invitation: Invitation) -> Helper:
        """Return what the asker reads about a mentor who offers."""
        mentor = invitation.mentor
        return Helper(
            title=self.people[mentor].title,
            team=self.teams.get(mentor, ""),
            own_words=self.own_words.get(mentor, ""),
            topics=self.topic_names(invitation.shared_topics),
        )


async def read_card_data(moment: Moment, ask: Ask) -> CardData:
    """Read everything about a locked ask."""
    # As long as nobody was chosen there are none, which need not be looked for.
    was_chosen = ask.state is not AskState.LOOKING or ask.reopened_at is not None
    conversations = await queries.conversations_of(moment, ask) if was_chosen else []
    told = {one.mentor for one in ask.offers}
    told |= {one.mentor for one in conversations}
    topic_ids = {*ask.topic_ids, *(topic for one in ask.invitations for topic in one.shared_topics)}
    return CardData(
        ask=ask,
        channel=await queries.channel_of(moment, ask),
        wait=await queries.measured_wait(moment) if ask.state is AskState.LOOKING else None,
        conversations=conversations,
        proposals=await queries.proposals_of(moment, *conversations) if conversations else [],
        people=await queries.people_of(moment, {ask.asker, *(one.mentor for one in ask.invitations), *told}),
        topics=await named_topics(moment, topic_ids),
        own_words=await _own_words(moment, told) if told else {},
        teams=await teams_of(moment, told) if told else {},
    )


_OWN_WORDS = Prepared(
    select(Mentor.member, Mentor.own_words).where(
        Mentor.workspace == bindparam("workspace"), Mentor.member.in_(bindparam("members", expanding=True))
    )
)


async def _own_words(moment: Moment, members: Iterable[str]) -> dict[str, str]:
    return dict(await _OWN_WORDS.rows(moment.session, workspace=moment.workspace, members=sorted(members)))
