"""Klatch's command line. ``python app.py`` serves; ``python app.py --help`` lists the other commands."""

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
"""The exit code when something could not be re-encrypted because no key decrypts it."""

_NOT_TO_BE_REKEYED = {
    schema.State.EMPTY: "The database is empty. Check DATABASE_URL, or set it up first: python app.py migrate",
    schema.State.BEHIND: "The database is from an older version of Klatch. Upgrade it first: python app.py migrate",
    schema.State.NEWER: "The database is from a newer version of Klatch. Run rekey with that version.",
}

_NO_NEW_KEY = (
    "There is no new key. Set KLATCH_ENCRYPTION_KEY (the README says how to make one), restart Klatch, and run rekey "
    "again."
)

_ONE_WAY_TO_SLACK = "Use either --socket (no public address needed) or --url https://… (where Slack can reach Klatch)."

_CANNOT_BEGIN = (
    CannotListenError,
    NotAloneError,
    SettingsError,
    UnusableDatabaseError,
    logs.LogError,
    serving.CannotServeError,
)
"""Errors whose message tells the operator why Klatch cannot start, and what to do."""


class _Commands(TyperGroup):
    """The commands. A traceback means a bug in Klatch: whatever else is wrong is said in a sentence."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, or say why it cannot run, and what to do."""
        try:
            return super().invoke(ctx)
        except _CANNOT_BEGIN as error:
            _end(str(error), CANNOT_BEGIN)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our output has gone
                raise
            where = f" ({error.filename})" if error.filename else ""
            _end(f"Klatch cannot go on: {error.strerror or error}{where}. Fix this, and start again.", CANNOT_BEGIN)


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
    """Run Klatch until it is stopped. This is the default command."""
    settings = Settings.read(to_serve=True)
    logs.set_up(settings.klatch_log_format)
    serving.serve(settings)


@app.command()
def migrate() -> None:
    """Upgrade the database. The command serve does this too."""
    settings = Settings.read()
    logs.set_up(settings.klatch_log_format)
    with alone_on(async_url(settings.database_url)):
        asyncio.run(_migrate(settings))
    typer.echo("The database is up to date.")


@app.command()
def rekey() -> None:
    """Re-encrypt all private data with the first key. Klatch can keep running."""
    settings = Settings.read()
    if settings.key_source != "KLATCH_ENCRYPTION_KEY":
        _end(_NO_NEW_KEY, CANNOT_BEGIN)
    rekeyed = asyncio.run(_rekey(settings))
    typer.echo(f"Encrypted with the first key: {rekeyed.anew} now, {rekeyed.already} earlier.")
    if rekeyed.locked:
        fix = "Add the key they were encrypted with to KLATCH_ENCRYPTION_KEY, after the new one, and run rekey again."
        _end(f"No key decrypts {rekeyed.locked} of them; they are unchanged. {fix}", STAYS_LOCKED)


@app.command()
def doctor() -> None:
    """Check settings, Slack, clock, disk, database and keys, and say how to fix what is wrong."""
    from bot.doctor import examination  # noqa: PLC0415  # serve does not need it
    from bot.doctor.findings import Verdict  # noqa: PLC0415

    settings, faults = Settings.look()
    findings = asyncio.run(examination.examine(settings, faults=faults))
    for finding in findings:
        typer.echo(str(finding))
    if not all(finding.verdict is not Verdict.FAIL for finding in findings):
        raise typer.Exit(1)


@app.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="Where Slack can reach Klatch, for example https://klatch.example.org.")
    ] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Use Socket Mode: Klatch connects to Slack, and needs no public address.")
    ] = False,
) -> None:
    """Print the app's manifest, to paste at api.slack.com ("From a manifest"). Give --socket or --url."""
    from bot.installing import manifest as manifests  # noqa: PLC0415  # serve does not need it

    if bool(url) is socket:
        _end(_ONE_WAY_TO_SLACK, CANNOT_BEGIN)
    try:
        typer.echo(manifests.for_socket_mode() if socket else manifests.for_address(url), nl=False)
    except manifests.AddressError as error:
        _end(str(error), CANNOT_BEGIN)


@app.command()
def demo(
    everything: Annotated[bool, typer.Option("--all", help="Show everything that each person sees.")] = False,
) -> None:
    """Play a story in the terminal, in five chapters: twelve people at a library ask, help and meet."""
    commands = _playground_commands()
    logs.set_up("text", logging.ERROR)
    try:
        asyncio.run(commands.play_story(commands.new_console(), in_full=everything))
    except commands.StoryError as error:
        _end(f"The story stopped: {error}", STORY_BROKE)


@app.command()
def playground(
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over: everything in the last playground is lost.")
    ] = False,
    people: Annotated[int, typer.Option(min=0, max=10_000, help="Add this many people, and channels for them.")] = 0,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port of the page; 0 is any free port.")] = 0,
    no_story: Annotated[
        bool, typer.Option("--no-story", help="Start with people and channels only: nobody has volunteered yet.")
    ] = False,
    opens: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
) -> None:
    """Run a Slack workspace with Klatch in it, in your browser. No Slack account needed.

    It is kept in the folder klatch-playground, and continues from there next time.
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
        if why := _NOT_TO_BE_REKEYED.get(await schema.state(database)):
            _end(why, CANNOT_BEGIN)
        return await key_rotation.rekey(database, settings.keys())
    finally:
        await database.close()


def _playground_commands() -> ModuleType:
    """Return the playground's commands. The image has neither it nor the packages that only it needs."""
    try:
        from playground.rehearsal import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        _end(f"The playground is not installed here ({error}). Run it from a clone of Klatch: make play", CANNOT_BEGIN)
    return commands


def _end(words: str, code: int) -> NoReturn:
    # Where nothing can be printed any more, the exit code says it.
    with suppress(OSError):
        typer.echo(words, err=sys.stderr is not None)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
