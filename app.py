"""Klatch's command line. ``python app.py`` serves; ``python app.py --help`` says what else there is."""

import asyncio
import errno
import logging
import sys
from contextlib import suppress
from types import ModuleType
from typing import Annotated, Any, NoReturn

from bot import garbage

with garbage.not_looked_for():
    import typer
    from typer.core import TyperGroup

    from bot import logs, schema, serving
    from bot.clock import SystemClock
    from bot.database.database import Database
    from bot.database.engine import async_url
    from bot.database.single_process import NotAloneError, alone_on
    from bot.database.unusable import UnusableDatabaseError
    from bot.maintenance import key_rotation
    from bot.maintenance.key_rotation import Rekeyed
    from bot.server.address import CannotListenError
    from bot.settings import Settings, SettingsError

CANNOT_BEGIN = 2
"""The exit code when something has to be set up first."""
STORY_BROKE = 1
"""The exit code when a step of the story did not happen."""
STAYS_LOCKED = 1
"""The exit code when no key opens something that should have been encrypted anew."""

_NOT_TO_BE_REKEYED = {
    schema.State.EMPTY: "There is nothing in the database yet. Look at DATABASE_URL, or bring it up to date first: "
    "python app.py migrate",
    schema.State.BEHIND: "The database is of an older Klatch. Bring it up to date first: python app.py migrate",
    schema.State.NEWER: "The database is of a newer Klatch. Rekey it with that one.",
}

_NO_NEW_KEY = (
    "There is no new key: KLATCH_ENCRYPTION_KEY is not set. Put one there (the README says how to make it), start "
    "Klatch again with it, and rekey then."
)

_ONE_WAY_TO_SLACK = (
    "Use either --socket (no public address needed) or --url https://… (the address at which Slack reaches Klatch)."
)

_CANNOT_BEGIN = (
    CannotListenError,
    NotAloneError,
    SettingsError,
    UnusableDatabaseError,
    logs.LogError,
    serving.CannotServeError,
)
"""Errors that say by themselves, in words for whoever runs Klatch, why it cannot begin and what to do."""


class _Commands(TyperGroup):
    """The commands, none of which answers what is wrong around it with a traceback: that is for faults of our own."""

    def invoke(self, ctx: Any) -> Any:
        """Do what was asked for, or say why it cannot be done, and what to do."""
        try:
            return super().invoke(ctx)
        except _CANNOT_BEGIN as error:
            _end(str(error), CANNOT_BEGIN)
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads what is said has read enough
                raise
            where = f" ({error.filename})" if error.filename else ""
            _end(f"Klatch cannot go on: {error.strerror or error}{where}. Mend that, and start again.", CANNOT_BEGIN)


app = typer.Typer(
    cls=_Commands,
    help="Klatch, a Slack bot for flash and peer mentoring.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve() -> None:
    """Answer Slack, until stopped. This is what happens without a command, too."""
    settings = Settings.read(to_serve=True)
    logs.set_up(settings.klatch_log_format)
    serving.serve(settings)


@app.command()
def migrate() -> None:
    """Bring the database up to date; serve does so too."""
    settings = Settings.read()
    logs.set_up(settings.klatch_log_format)
    with alone_on(async_url(settings.database_url)):
        asyncio.run(_migrate(settings))
    typer.echo("The database is up to date.")


@app.command()
def rekey() -> None:
    """Encrypt everything private anew, with the first key. Klatch may run meanwhile."""
    settings = Settings.read()
    if settings.key_source != "KLATCH_ENCRYPTION_KEY":
        _end(_NO_NEW_KEY, CANNOT_BEGIN)
    rekeyed = asyncio.run(_rekey(settings))
    typer.echo(f"Encrypted with the first key: {rekeyed.anew} anew, {rekeyed.already} already.")
    if rekeyed.locked:
        mend = "Put the key they were written with into KLATCH_ENCRYPTION_KEY, too, after the new one, and rekey again."
        _end(f"No key opens {rekeyed.locked}; they stay as they are. {mend}", STAYS_LOCKED)


@app.command()
def doctor() -> None:
    """Look at credentials, scopes, database and clock, and say how to mend what is wrong."""
    from bot.doctor import examination  # noqa: PLC0415  # whoever serves needs none of it

    settings, faults = Settings.look()
    findings = asyncio.run(examination.examine(settings, faults=faults))
    for finding in findings:
        typer.echo(str(finding))
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def manifest(
    url: Annotated[str, typer.Option(help="Where Slack reaches Klatch, for example https://klatch.example.org.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Klatch connects to Slack by itself (Socket Mode).")] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com ("From a manifest"): with --socket, or with --url."""
    from bot.installing import manifest as manifests  # noqa: PLC0415  # whoever serves needs none of it

    if bool(url) is socket:
        _end(_ONE_WAY_TO_SLACK, CANNOT_BEGIN)
    try:
        typer.echo(manifests.for_socket_mode() if socket else manifests.for_address(url), nl=False)
    except manifests.AddressError as error:
        _end(str(error), CANNOT_BEGIN)


@app.command()
def demo(
    everything: Annotated[
        bool, typer.Option("--all", help="All of it, with everything that each person sees.")
    ] = False,
) -> None:
    """Tell a story in the terminal, in five chapters: twelve people of a library ask, help and meet."""
    commands = _playground_commands()
    logs.set_up("text", logging.ERROR)
    try:
        asyncio.run(commands.play_story(commands.new_console(), in_full=everything))
    except commands.StoryError as error:
        _end(f"The story broke off: {error}", STORY_BROKE)


@app.command()
def playground(
    fresh: Annotated[bool, typer.Option("--fresh", help="Start anew; what was kept is gone.")] = False,
    people: Annotated[int, typer.Option(min=0, max=10_000, help="So many more people, and channels for them.")] = 0,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where the page listens; 0 is any free port.")] = 0,
    no_story: Annotated[
        bool, typer.Option("--no-story", help="Begin with people and channels alone: nobody has volunteered yet.")
    ] = False,
    opens: Annotated[bool, typer.Option("--open", help="Open the page in the browser, too.")] = False,
) -> None:
    """Open a Slack workspace with Klatch in it, in the browser. Needs no Slack account.

    It is kept in the folder klatch-playground of the working directory, and goes on from there the next time.
    """
    commands = _playground_commands()
    logs.set_up("text", logging.ERROR)
    wishes = commands.PlaygroundOptions(fresh=fresh, people=people, port=port, set_up=not no_story, opens=opens)
    try:
        asyncio.run(commands.stay_up(commands.new_console(), commands.FOLDER, wishes, SystemClock().now()))
    except (commands.PersistenceError, commands.CannotPlayError) as error:
        _end(str(error), CANNOT_BEGIN)
    except commands.StoryError as error:
        _end(f"The workspace could not be set up: {error}", STORY_BROKE)
    except KeyboardInterrupt:
        typer.echo("The playground is closed.")


async def _migrate(settings: Settings) -> None:
    database = Database(settings.database_url, settings.cipher())
    try:
        await schema.upgrade(database)
    finally:
        await database.close()


async def _rekey(settings: Settings) -> Rekeyed:
    database = Database(settings.database_url, settings.cipher())
    try:
        if mend := _NOT_TO_BE_REKEYED.get(await schema.state(database)):
            _end(mend, CANNOT_BEGIN)
        return await key_rotation.rekey(database, settings.keys())
    finally:
        await database.close()


def _playground_commands() -> ModuleType:
    """Return the playground's commands. Neither it nor the packages that only it needs are in the image."""
    try:
        from playground.rehearsal import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        _end(f"The playground is not installed here ({error}). Where it is: make play", CANNOT_BEGIN)
    return commands


def _end(words: str, code: int) -> NoReturn:
    # Where nothing can be said any more, the exit code says it.
    with suppress(OSError):
        typer.echo(words, err=sys.stderr is not None)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
