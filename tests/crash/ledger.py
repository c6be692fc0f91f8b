"""What the database says beside what Slack saw: nothing lost, nothing twice, nothing left lying."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from bot.database.database import Database
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, InvitationState
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.rewriting import SUPERSEDED, TAKEN_BACK
from playground import Playground
from tests.crash.members import Said

NOT_NEEDED = {SUPERSEDED, TAKEN_BACK}
"""Why a letter may not have been sent, and nobody misses it."""

Place = tuple[str | None, str | None]


async def letters_of(database: Database) -> Sequence[Letter]:
    """Every letter, the oldest first."""
    async with database.transaction() as session:
        return (await session.scalars(select(Letter).order_by(Letter.id))).all()


async def is_quiet(database: Database) -> bool:
    """Whether every letter is settled, or can never be: it rewrites one whose fate nobody knows."""
    letters = await letters_of(database)
    lost = {letter.id for letter in letters if letter.state is LetterState.UNKNOWN}
    under_way = [letter for letter in letters if letter.state in (LetterState.WAITING, LetterState.LEASED)]
    return all(letter.amends_id in lost for letter in under_way)


async def outstanding(database: Database) -> list[str]:
    """What is not settled yet, for whoever wonders why."""
    async with database.transaction() as session:
        asks = await session.execute(select(Ask.id, Ask.state).where(Ask.state != AskState.CHOSEN))
        found = [f"ask {id} is {state}" for id, state in asks]
        for id, state in await session.execute(
            select(Invitation.id, Invitation.state)
            .join(Ask, Ask.id == Invitation.ask_id)
            .where(Ask.state != AskState.CHOSEN)
        ):
            found.append(f"invitation {id} is {state}")
    letters = [each for each in await letters_of(database) if each.state is not LetterState.SENT]
    return found + [f"letter {each.key} is {each.state}: {each.failure}, try at {each.try_at}" for each in letters]


async def are_chosen(database: Database, count: int) -> bool:
    """Whether so many questions, or more, were asked, and every one has found its mentor."""
    async with database.transaction() as session:
        states = (await session.scalars(select(Ask.state))).all()
    return len(states) >= count and set(states) == {AskState.CHOSEN}


async def check_what_was_said(database: Database, said: Said) -> None:
    """Everything that was acknowledged is there, and nothing that nobody sent."""
    async with database.transaction() as session:
        asked = Counter((await session.scalars(select(Ask.question))).all())
        conversations = (await session.execute(select(Conversation.asker, Conversation.mentor))).all()
        offered = select(Invitation.mentor).where(
            Invitation.state.in_((InvitationState.OFFERED, InvitationState.CHOSEN, InvitationState.RELEASED))
        )
        offers = set((await session.scalars(offered)).all())
    assert set(asked) == set(said.posted)
    assert asked.total() - len(asked) <= said.unanswered_forms
    assert said.offered <= offers
    assert said.chosen <= {asker for asker, _ in conversations}
    assert len(conversations) == asked.total()


async def check_letters(database: Database, playground: Playground) -> None:
    """Every letter was sent or settled by its kind's policy, and what was recorded as sent was sent once."""
    letters = await letters_of(database)
    assert [letter.key for letter in letters if not _is_settled(letter)] == []
    posts = [letter for letter in letters if letter.method is Method.POST]
    recorded = Counter(each.place for each in posts if each.state is LetterState.SENT)
    seen: set[Place] = {
        (message.channel, message.ts)
        for message in playground.workspace.messages
        if message.from_app and not message.is_ephemeral
    }
    without_an_answer = sum(letter.attempts + (letter.state is LetterState.UNKNOWN) for letter in posts)
    assert [place for place, times in recorded.items() if times > 1] == []
    assert set(recorded) - seen == set()
    assert len(seen - set(recorded)) <= without_an_answer


def _is_settled(letter: Letter) -> bool:
    match letter.state:
        case LetterState.SENT:
            return True
        case LetterState.UNKNOWN:
            return letter.when_unknown is WhenUnknown.LET_GO
        case LetterState.FAILED:
            return letter.failure in NOT_NEEDED
        case _:
            return letter.amends_id is not None
