"""Many letters, several processes, one PostgreSQL."""

from pathlib import Path
from random import Random

from bot.outbox import letters as outbox
from bot.outbox.message import Message
from tests.crash.bots import Bot, bots, new_playground
from tests.crash.ledger import check_letters, is_quiet
from tests.crash.members import until
from tests.crash.processes import lines

PROCESSES = 2
CHANNELS = 20


async def deliver_together(url: str, folder: Path, *, letters: int, kills: int, seed: int, seconds: float) -> list[int]:
    """Have two processes deliver letters, of which so many die meanwhile; how many each has sent, by its logs.

    What was recorded as sent was sent once; without kills that is every letter.
    """
    print(f"to see this again: seed {seed}")  # pytest shows it when the test fails
    chance = Random(seed)  # noqa: S311 (to be seen again)
    async with new_playground() as playground, bots(PROCESSES, playground, url, folder) as those:
        channels = [playground.add_channel(f"channel-{number}", with_bot=True).id for number in range(CHANNELS)]
        await _write(those[0], [channels[number % CHANNELS] for number in range(letters)])
        for _ in range(kills):
            await _kill_one(chance.choice(those), chance, letters // (kills + 1))
        await until("every letter is settled", lambda: _is_over(those[0]), seconds)
        await check_letters(those[0].database, playground)
        texts = [call.arguments["text"] for call in playground.calls_of("chat.postMessage")]
        if kills == 0:
            assert sorted(texts) == sorted(f"Letter {number}" for number in range(letters))
        return [sum(_sent(log) for log in bot.logs) for bot in those]


async def _write(bot: Bot, channels: list[str]) -> None:
    now = bot.playground.workspace.clock.now()
    async with bot.database.transaction() as session:
        for number, channel in enumerate(channels):
            await outbox.post(
                session,
                workspace=bot.playground.workspace.team_id,
                key=f"letter-{number}",
                to=outbox.to_channel(channel),
                message=Message(f"Letter {number}"),
                now=now,
            )


async def _kill_one(bot: Bot, chance: Random, letters: int) -> None:
    """Kill a process once some more letters have been sent, and start it again."""
    calls = bot.playground.calls
    enough = len(calls) + chance.randrange(letters)

    async def have_gone() -> bool:
        await bot.minutes_pass()
        return len(calls) >= enough or await is_quiet(bot.database)

    await until("more letters have gone", have_gone, 60)
    await bot.kill()
    await bot.start()


async def _is_over(bot: Bot) -> bool:
    await bot.minutes_pass()
    return await is_quiet(bot.database)


def _sent(log: Path) -> int:
    return sum(line.get("event") == "letter" and line.get("state") == "sent" for line in lines(log))
