"""When the encryption key has changed, letters that cannot be read any more fail, and hold up no others."""

from cryptography.fernet import Fernet

from bot.database.keys import Key, Keys
from bot.outbox import letters
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState
from tests.databases import opened
from tests.outbox.office import Office, new_postman

THEIRS = to_members("U9")
OTHER = Keys([Key(Fernet.generate_key())])


async def test_what_cannot_be_read_any_more_fails_and_the_letters_of_others_go(office: Office) -> None:
    await office.write("arrived", THEIRS, alias="one")
    await office.deliver_all()
    card = letters.Card(key="arrived", to=THEIRS, message=Message("closed", ()), alias="one")
    async with office.database.transaction() as session:
        await letters.show(session, workspace="T1", cards=[card], now=office.clock.now())
    await office.write("waiting", THEIRS, alias="two")
    url = office.database.url.render_as_string(hide_password=False)
    async with opened(url, OTHER) as database:
        changed = Office(database, office.slack, office.clock, new_postman(database, office.slack, office.clock))
        for workspace in ("T0", "T1", "T2"):
            await changed.write(f"of {workspace}", workspace=workspace)
        await changed.deliver_all()
        found = {letter.key: letter for letter in await changed.letters()}

    assert {key for key, letter in found.items() if letter.state is LetterState.SENT} == {
        "arrived",
        *(f"of {workspace}" for workspace in ("T0", "T1", "T2")),
    }
    assert [_end(found[key]) for key in ("arrived/amended-after-1", "waiting")] == [
        (LetterState.FAILED, "unreadable", THEIRS)
    ] * 2


def _end(letter: Letter) -> tuple[LetterState, str | None, str]:
    return letter.state, letter.failure, letter.address
