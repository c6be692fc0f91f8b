"""The handlers of organizers' command, buttons and form."""

from collections.abc import Awaitable, Callable, Sequence

from slack_sdk.models.blocks import Block

from bot.languages.catalogues import known
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers import appointing, ask_channel, hello, language
from bot.organizers.actions import Field
from bot.organizers.permissions import is_organizer, some_organizers
from bot.organizers.views import language as language_views
from bot.organizers.views import organizing as views
from bot.outbox.message import for_reader
from bot.slack.command_words import in_english, likely_word
from bot.slack.request import Command, Event, FormFaults, Nothing, OpenForm, Press, Reply, Request, Say, Submission
from bot.slack.user_input import is_id

WORDS = ("help",)

Section = Callable[[Moment, Member, str], Awaitable[Sequence[Block]]]
"""A feature's part of the overview, for a member and the channel where they ask; empty when there is none for them."""


async def joined(request: Request, event: Event) -> Reply:
    """Somebody joined a channel; when it is Klatch itself, it says hello."""
    channel, inviter = event.body.get("channel"), event.body.get("inviter")
    if is_id(channel):
        invited_by = inviter if is_id(inviter) else None
        await hello.say_hello(request, request.member.id, channel, invited_by)
    return Nothing()


async def decide_ask_channel(request: Request, press: Press, *, is_wanted: bool) -> Reply:
    """*Put questions here too*, or *Stop putting questions here*, in a channel; *there*, by a member who was asked."""
    if press.message is None:
        return Nothing()
    channel = press.value if is_id(press.value) else press.message.channel
    reply = await ask_channel.decide(request, request.member, channel, press.message, is_wanted=is_wanted)
    return Nothing() if reply is None else Say(for_reader(reply, request.reader))


async def command(sections: Sequence[Section], request: Request, command: Command) -> Reply:
    """/mentor-admin: what there is; for a member who may see none of it, who can help."""
    typed = command.text.strip()
    if not typed:
        return await _overview(sections, request, command.channel)
    if in_english(typed, WORDS) == "help":
        return Say(views.help_(request.reader))
    return Say(views.slip(request.reader, typed, likely_word(request.reader, typed, WORDS)))


async def open_naming_form(request: Request, _press: Press) -> Reply:
    """*Name organizers*."""
    if not request.member.is_admin:
        return Say(views.for_admins(request.reader))
    return OpenForm(views.naming_form(request.reader, await appointing.named_organizers(request)))


async def name(request: Request, submission: Submission) -> Reply:
    """Replace the list by what the form holds."""
    wanted = sorted(set(submission.values.members(Field.ORGANIZERS)))
    if not await appointing.are_described(request, wanted):
        return FormFaults({Field.ORGANIZERS: views.nobody_says_who_they_are(request.reader)})
    if others := await appointing.ineligible_names(request, wanted):
        return FormFaults({Field.ORGANIZERS: views.cannot_be_named(request.reader, others)})
    if not await appointing.name_organizers(request, request.member, wanted):
        return Say(views.for_admins(request.reader))
    return Say(views.organizers_saved(request.reader, wanted))


async def open_language_form(request: Request, _press: Press) -> Reply:
    """*Language*."""
    if not await is_organizer(request, request.member):
        return Say(views.for_organizers_alone(request.reader))
    return OpenForm(language_views.language_form(request.reader, await language.language_of(request)))


async def choose_language(request: Request, submission: Submission) -> Reply:
    """Have the workspace's language be what the form says."""
    chosen = known(submission.values.choice(Field.LANGUAGE))
    if not await language.choose_language(request, request.member, chosen):
        return Say(views.for_organizers_alone(request.reader))
    return Say(language_views.language_saved(request.reader, await language.language_of(request)))


async def _overview(sections: Sequence[Section], request: Request, channel: str) -> Reply:
    shown = [block for section in sections for block in await section(request, request.member, channel)]
    organizes = await is_organizer(request, request.member)
    if not shown and not organizes:
        return Say(views.for_organizers(request.reader, await some_organizers(request)))
    if organizes:
        shown += language_views.in_overview(request.reader, await language.language_of(request))
    return Say(views.overview(request.reader, shown, is_organizer=organizes, is_admin=request.member.is_admin))
