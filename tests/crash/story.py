"""The whole story under fire: members ask, offer and choose while the bot is killed again and again."""

import asyncio
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.crash.bots import Bot, bots, new_playground
from tests.crash.ledger import are_chosen, check_letters, check_what_was_said, is_quiet, outstanding
from tests.crash.members import Community, until

CALLS_BETWEEN_KILLS = 12
"""A bot that is busy dies after so many calls to Slack, or sooner."""

IDLE_SECONDS = 0.3
"""A bot with nothing to do dies after this."""


async def survive(url: str, folder: Path, *, asks: int, kills: int, seed: int, seconds: float) -> None:
    """Live through so many kills, and check that nothing was lost and nothing came twice."""
    print(f"to see this again: seed {seed}")  # pytest shows it when the test fails
    chance = Random(seed)  # noqa: S311 (to be seen again)
    async with new_playground() as playground, bots(1, playground, url, folder) as (bot,):
        community = Community(
            askers=[playground.add_person(f"Asker {number}") for number in range(asks)],
            mentors=[playground.add_person(f"Mentor {number}") for number in range(max(3, asks // 2))],
        )
        await community.volunteer()
        living = asyncio.create_task(community.live())
        try:
            for _ in range(kills):
                await _kill_at_some_instant(bot, chance)
                await bot.restart()
            await until("every question has found its mentor", lambda: _is_over(bot, asks), seconds)
        except AssertionError:
            print("\n".join(await outstanding(bot.database)))
            raise
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
        await check_what_was_said(bot.database, community.said)
        await check_letters(bot.database, playground)


async def _kill_at_some_instant(bot: Bot, chance: Random) -> None:
    calls = bot.playground.calls
    enough, delay = len(calls) + chance.randrange(CALLS_BETWEEN_KILLS), chance.random() / 50

    async def has_called() -> bool:
        await bot.minutes_pass()
        return len(calls) >= enough

    with suppress(AssertionError):
        await until("it is busy", has_called, IDLE_SECONDS)
    await asyncio.sleep(delay)  # not for anything: the instant of death is what chance decides
    await bot.kill()


async def _is_over(bot: Bot, asks: int) -> bool:
    await bot.minutes_pass()
    return await are_chosen(bot.database, asks) and await is_quiet(bot.database)
